package dev.gonzo.sim;

import dev.gonzo.sim.disk.DiskSettings;
import java.time.Duration;

/**
 * How large and how fast the disk of a host is, and what goes wrong. Immutable.
 *
 * <pre>{@code
 * db1.disk().conditions(DiskConditions.good().withCapacity(1 << 20).withSyncErrors(0.1));
 * }</pre>
 *
 * <p>Probabilities are from 0, never, to 1, always. A fault with a probability above 0 that never
 * occurs is reported.
 */
public final class DiskConditions {
  private static final DiskConditions GOOD = new DiskConditions(DiskSettings.plain());

  private final DiskSettings settings;

  private DiskConditions(DiskSettings settings) {
    this.settings = settings;
  }

  /**
   * {@return a disk of unlimited size without faults, whose operations take up to 0.2 milliseconds,
   * and whose syncs take up to 5 milliseconds} Only a crash loses something.
   */
  public static DiskConditions good() {
    return GOOD;
  }

  static DiskConditions of(DiskSettings settings) {
    return new DiskConditions(settings);
  }

  DiskSettings settings() {
    return settings;
  }

  private static double probability(double given) {
    if (!(given >= 0 && given <= 1)) {
      throw new IllegalArgumentException("a probability is from 0 to 1, got " + given);
    }
    return given;
  }

  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration is at least 0, got " + duration);
    }
    return duration.toNanos();
  }

  /**
   * Returns a copy with another capacity. What does not fit fails with "no space left on device".
   *
   * @param bytes how many bytes it has; each file, directory and link takes a sector of 512 bytes
   *     besides its contents
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public DiskConditions withCapacity(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a capacity is at least 0, got " + bytes);
    }
    return of(settings.withCapacity(bytes));
  }

  /**
   * Returns a copy with another limit of open files.
   *
   * @param most how many the host may have open, at least 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public DiskConditions withOpenFiles(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a host needs at least one open file, got " + most);
    }
    return of(settings.withOpenFiles(most));
  }

  /**
   * Returns a copy with other times.
   *
   * @param least how long an operation takes at least
   * @param most how long an operation takes at most
   * @param mostSync how long a sync takes at most
   * @return the changed copy
   * @throws IllegalArgumentException if a time is negative or the longest are less than the
   *     shortest
   */
  public DiskConditions withTimes(Duration least, Duration most, Duration mostSync) {
    if (most.compareTo(least) < 0 || mostSync.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "no time is between " + least + " and " + most + ", or " + mostSync + " for a sync");
    }
    return of(settings.withTimes(nanos(least), nanos(most), nanos(mostSync), settings.cached()));
  }

  /**
   * Returns a copy in which another part of the reads finds its bytes in memory, and takes no time.
   *
   * @param probability how likely a read does; 0.5 by default
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withCachedReads(double probability) {
    return of(
        settings.withTimes(
            settings.shortest(),
            settings.longest(),
            settings.longestSync(),
            probability(probability)));
  }

  /**
   * Returns a copy in which some operations take a hundred times as long.
   *
   * @param probability how likely an operation does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withSlowOperations(double probability) {
    return of(settings.withDelays(probability(probability), settings.stuck(), settings.stuckFor()));
  }

  /**
   * Returns a copy in which the device sometimes stops: operations that are requested meanwhile
   * wait.
   *
   * @param probability how likely it stops when an operation is requested
   * @param duration for how long it stops then
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability, or the duration is negative
   */
  public DiskConditions withStops(double probability, Duration duration) {
    return of(settings.withDelays(settings.slow(), probability(probability), nanos(duration)));
  }

  /**
   * Returns a copy in which some reads and writes transfer fewer bytes than they could.
   *
   * @param probability how likely one does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withShortTransfers(double probability) {
    return of(settings.withShortTransfers(probability(probability)));
  }

  /**
   * Returns a copy in which some operations that change nothing fail with an input/output error.
   *
   * @param probability how likely one does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withReadErrors(double probability) {
    return of(
        settings.withErrors(probability(probability), settings.writeError(), settings.syncError()));
  }

  /**
   * Returns a copy in which some operations that change something fail with an input/output error.
   *
   * @param probability how likely one does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withWriteErrors(double probability) {
    return of(
        settings.withErrors(settings.readError(), probability(probability), settings.syncError()));
  }

  /**
   * Returns a copy in which some syncs fail with an input/output error. What such a sync should
   * have written may be lost at the next crash, although reads show it, and the next sync succeeds
   * without it: as on Linux.
   *
   * @param probability how likely a sync does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withSyncErrors(double probability) {
    return of(
        settings.withErrors(settings.readError(), settings.writeError(), probability(probability)));
  }

  /**
   * Returns a copy in which some reads find a bit flipped, and so do all later ones.
   *
   * @param probability how likely a read does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public DiskConditions withBitRot(double probability) {
    return of(settings.withBitRot(probability(probability)));
  }

  @Override
  public String toString() {
    return "DiskConditions[" + settings + "]";
  }
}
