package dev.gonzo.sim;

import java.time.Duration;

/**
 * A kind of fault that a {@link FaultMix} can have. Some kinds happen from time to time, to a host
 * or between hosts, and most of them last for a while. The others happen by chance, to a packet or
 * to an operation of a disk.
 *
 * <p>The constants say how often and how long by default; a seed draws from the whole range.
 */
public enum FaultKind {
  /** The power of a host fails, or of all hosts at once; they start again after a while. */
  CRASH("host: crash", 1_000, 30_000, 50, 20_000),
  /** A host stops for a while, and is late with everything then. */
  PAUSE("host: pause", 300, 30_000, 1, 20_000),
  /** The turns of a host's tasks take up to 5 milliseconds for a while. */
  SLOW_HOST("host: slow", 1_000, 30_000, 100, 20_000),
  /** The wall clock of a host is set forwards or backwards, by up to an hour. */
  CLOCK_JUMP("host: clock jump", 200, 30_000, 0, 0),
  /** The clocks of a host run up to a tenth too fast or too slowly for a while. */
  CLOCK_DRIFT("host: clock drift", 500, 30_000, 1_000, 60_000),
  /** The hosts fall into two groups that do not reach each other for a while. */
  PARTITION("network: partition", 500, 30_000, 100, 20_000),
  /** The packets from one host to another, or to or from all others, are lost for a while. */
  ONE_WAY_CUT("network: one-way cut", 500, 30_000, 100, 20_000),
  /** A router refuses the packets from one host to another for a while. */
  UNREACHABLE("network: host unreachable", 500, 30_000, 100, 20_000),
  /** The packets between two hosts arrive up to 2 seconds later for a while. */
  SLOW_PATH("network: slow path", 500, 30_000, 100, 20_000),
  /** All connections between two hosts are reset. */
  CONNECTION_RESETS("network: connections reset", 500, 30_000, 0, 0),
  /** A packet is lost; that of a stream is sent again. */
  PACKET_LOSS("network: packet lost", 0.0001, 0.1),
  /** A datagram arrives twice. */
  DUPLICATION("network: datagram duplicated", 0.001, 0.2),
  /** A datagram is overtaken by later ones. */
  REORDERING("network: datagram reordered", 0.001, 0.2),
  /** A packet resets its connection. */
  STREAM_RESET("network: connection reset", 0.00001, 0.01),
  /** A packet of a stream, and all behind it, arrive up to a second later. */
  STREAM_STALL("network: stream stalled", 0.0001, 0.05),
  /** A packet of a stream has fewer bytes than it could. */
  STREAM_SPLIT("network: stream split", 0.01, 0.5),
  /** The device of a host stops for a while. */
  STUCK_DISK("disk: stuck device", 1_000, 30_000, 100, 10_000),
  /** The disk of a host is full for a while. */
  FULL_DISK("disk: fills up", 2_000, 30_000, 100, 10_000),
  /** An operation takes a hundred times as long. */
  SLOW_OPERATION("disk: slow operation", 0.0001, 0.1),
  /** A read or a write transfers fewer bytes than it could. */
  SHORT_TRANSFER("disk: short read or write", 0.001, 0.3),
  /** An operation that changes nothing fails with an input/output error. */
  READ_ERROR("disk: EIO of a read", 0.00001, 0.02),
  /** An operation that changes something fails with an input/output error. */
  WRITE_ERROR("disk: EIO of a write", 0.00001, 0.02),
  /** A sync fails, and the next one succeeds without what this one should have written. */
  SYNC_ERROR("disk: EIO of a sync", 0.00001, 0.02),
  /**
   * A bit that was read is flipped, for ever. Drawn only if it is asked for, since only programs
   * with checksums and copies can bear it.
   */
  BIT_ROT("disk: bit rot", 0.00001, 0.01);

  private final String text;
  private final boolean isByChance;
  // Times in milliseconds, or probabilities.
  private final double least;
  private final double most;
  private final Duration shortest;
  private final Duration longest;

  /** A kind that happens from time to time. */
  FaultKind(String text, long leastMillis, long mostMillis, long shortest, long longest) {
    this.text = text;
    this.isByChance = false;
    this.least = leastMillis;
    this.most = mostMillis;
    this.shortest = Duration.ofMillis(shortest);
    this.longest = Duration.ofMillis(longest);
  }

  /** A kind that happens by chance. */
  FaultKind(String text, double least, double most) {
    this.text = text;
    this.isByChance = true;
    this.least = least;
    this.most = most;
    this.shortest = Duration.ZERO;
    this.longest = Duration.ZERO;
  }

  /** {@return the name under which it is counted in {@link Ending#faults()}} */
  public String text() {
    return text;
  }

  /** {@return whether it happens to packets or operations by chance, and not from time to time} */
  public boolean isByChance() {
    return isByChance;
  }

  /** {@return whether it lasts for a while} */
  public boolean lasts() {
    return longest.isPositive();
  }

  /** The probability, or the mean time between two in milliseconds, of the mildest mix. */
  double least() {
    return least;
  }

  double most() {
    return most;
  }

  Duration shortest() {
    return shortest;
  }

  Duration longest() {
    return longest;
  }
}
