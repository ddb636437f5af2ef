package dev.gonzo.sim.disk;

/**
 * How large and how fast a simulated disk is, and which faults it has. Probabilities are from 0,
 * never, to 1, always; times are in nanoseconds.
 *
 * @param capacity how many bytes it has; names and attributes take a sector for each file
 * @param openFiles how many files a host may have open
 * @param shortest how long an operation takes at least
 * @param longest how long an operation takes at most, but for the faults below
 * @param longestSync how long a sync takes at most, but for the faults below
 * @param cached how likely the bytes of a read are in the system's cache, so that the read does not
 *     suspend
 * @param shortTransfer how likely a read or a write transfers fewer bytes than it could
 * @param slow how likely an operation takes a hundred times as long
 * @param stuck how likely the whole device stops when an operation is requested
 * @param stuckFor for how long it stops then
 * @param readError how likely an operation that changes nothing fails with an input/output error
 * @param writeError how likely one that changes something does
 * @param syncError how likely a sync does: what it should have written may be lost, and the next
 *     sync succeeds without it
 * @param bitRot how likely a read finds a bit flipped, for ever
 */
public record DiskSettings(
    long capacity,
    int openFiles,
    long shortest,
    long longest,
    long longestSync,
    double cached,
    double shortTransfer,
    double slow,
    double stuck,
    long stuckFor,
    double readError,
    double writeError,
    double syncError,
    double bitRot) {
  private static final int MANY_FILES = 65_536;
  private static final long MICROSECOND = 1_000;
  private static final long MILLISECOND = 1_000_000;
  private static final DiskSettings PLAIN =
      new DiskSettings(
          Long.MAX_VALUE,
          MANY_FILES,
          10 * MICROSECOND,
          200 * MICROSECOND,
          5 * MILLISECOND,
          0.5,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0);

  /** {@return a disk of unlimited size, without faults} Only a crash loses something. */
  public static DiskSettings plain() {
    return PLAIN;
  }

  /**
   * Returns a copy with the faults of others too: of each probability the larger one.
   *
   * @param faults the others
   * @return the copy
   */
  public DiskSettings worsenedBy(DiskSettings faults) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        Math.max(shortTransfer, faults.shortTransfer),
        Math.max(slow, faults.slow),
        Math.max(stuck, faults.stuck),
        Math.max(stuckFor, faults.stuckFor),
        Math.max(readError, faults.readError),
        Math.max(writeError, faults.writeError),
        Math.max(syncError, faults.syncError),
        Math.max(bitRot, faults.bitRot));
  }

  /**
   * Returns a copy with another capacity.
   *
   * @param bytes how many bytes it has
   * @return the copy
   */
  public DiskSettings withCapacity(long bytes) {
    return new DiskSettings(
        bytes,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        shortTransfer,
        slow,
        stuck,
        stuckFor,
        readError,
        writeError,
        syncError,
        bitRot);
  }

  /**
   * Returns a copy with another limit of open files.
   *
   * @param most how many a host may have open
   * @return the copy
   */
  public DiskSettings withOpenFiles(int most) {
    return new DiskSettings(
        capacity,
        most,
        shortest,
        longest,
        longestSync,
        cached,
        shortTransfer,
        slow,
        stuck,
        stuckFor,
        readError,
        writeError,
        syncError,
        bitRot);
  }

  /**
   * Returns a copy with other times.
   *
   * @param shortestNanos how long an operation takes at least
   * @param longestNanos how long an operation takes at most
   * @param longestSyncNanos how long a sync takes at most
   * @param cachedReads how likely the bytes of a read are in the system's cache
   * @return the copy
   */
  public DiskSettings withTimes(
      long shortestNanos, long longestNanos, long longestSyncNanos, double cachedReads) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortestNanos,
        longestNanos,
        longestSyncNanos,
        cachedReads,
        shortTransfer,
        slow,
        stuck,
        stuckFor,
        readError,
        writeError,
        syncError,
        bitRot);
  }

  /**
   * Returns a copy with other probabilities of a slow and of a stuck device.
   *
   * @param slowOperations how likely an operation takes a hundred times as long
   * @param stops how likely the device stops when an operation is requested
   * @param stopNanos for how long it stops then
   * @return the copy
   */
  public DiskSettings withDelays(double slowOperations, double stops, long stopNanos) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        shortTransfer,
        slowOperations,
        stops,
        stopNanos,
        readError,
        writeError,
        syncError,
        bitRot);
  }

  /**
   * Returns a copy with another probability of reads and writes that transfer few bytes.
   *
   * @param probability how likely that is
   * @return the copy
   */
  public DiskSettings withShortTransfers(double probability) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        probability,
        slow,
        stuck,
        stuckFor,
        readError,
        writeError,
        syncError,
        bitRot);
  }

  /**
   * Returns a copy with other probabilities of failures.
   *
   * @param reads how likely an operation that changes nothing fails
   * @param writes how likely an operation that changes something fails
   * @param syncs how likely a sync fails
   * @return the copy
   */
  public DiskSettings withErrors(double reads, double writes, double syncs) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        shortTransfer,
        slow,
        stuck,
        stuckFor,
        reads,
        writes,
        syncs,
        bitRot);
  }

  /**
   * Returns a copy with another probability of flipped bits.
   *
   * @param probability how likely a read finds one
   * @return the copy
   */
  public DiskSettings withBitRot(double probability) {
    return new DiskSettings(
        capacity,
        openFiles,
        shortest,
        longest,
        longestSync,
        cached,
        shortTransfer,
        slow,
        stuck,
        stuckFor,
        readError,
        writeError,
        syncError,
        probability);
  }
}
