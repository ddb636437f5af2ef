package dev.gonzo.sim.net;

/**
 * How one host's packets reach another: how fast, and what goes wrong. Packets that a host sends to
 * itself arrive at once, whatever the conditions are.
 *
 * @param latency how long a packet is under way
 * @param bytesPerSecond the bandwidth; 0 if it is not limited
 * @param loss the probability that a packet is lost, which delays a stream until it is sent again
 * @param duplication the probability that a datagram arrives twice
 * @param reordering the probability that a datagram is overtaken by later ones
 * @param reset the probability that a packet of a stream resets its connection
 * @param stall the probability that a packet of a stream, and all behind it, are stalled
 * @param delay how long stalled packets are stalled, and overtaken ones delayed
 * @param splitting the probability that a packet of a stream holds fewer bytes than it could
 */
public record Conditions(
    Distribution latency,
    long bytesPerSecond,
    double loss,
    double duplication,
    double reordering,
    double reset,
    double stall,
    Distribution delay,
    double splitting) {
  private static final long MICROSECOND = 1_000;
  private static final long SECOND = 1_000_000_000;

  /** A network without faults: 100 to 300 microseconds, without a limit of bandwidth. */
  public static final Conditions GOOD =
      new Conditions(
          Distribution.uniform(100 * MICROSECOND, 300 * MICROSECOND),
          0,
          0,
          0,
          0,
          0,
          0,
          Distribution.uniform(SECOND / 1000, SECOND),
          0);

  /**
   * Checks the probabilities and the bandwidth.
   *
   * @throws IllegalArgumentException if one is not possible
   */
  public Conditions {
    for (double probability :
        new double[] {loss, duplication, reordering, reset, stall, splitting}) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is from 0 to 1, got " + probability);
      }
    }
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("a bandwidth is at least 0, got " + bytesPerSecond);
    }
  }

  /**
   * Returns these conditions with the faults of others too: of each probability the larger one. The
   * latency and the bandwidth stay.
   *
   * @param faults the others
   * @return the conditions
   */
  Conditions worsenedBy(Conditions faults) {
    return new Conditions(
        latency,
        bytesPerSecond,
        Math.max(loss, faults.loss),
        Math.max(duplication, faults.duplication),
        Math.max(reordering, faults.reordering),
        Math.max(reset, faults.reset),
        Math.max(stall, faults.stall),
        delay,
        Math.max(splitting, faults.splitting));
  }

  /**
   * Returns the same conditions with another latency.
   *
   * @param changed how long a packet is under way
   * @return the conditions
   */
  public Conditions withLatency(Distribution changed) {
    return new Conditions(
        changed, bytesPerSecond, loss, duplication, reordering, reset, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with another bandwidth.
   *
   * @param changed bytes per second; 0 if it is not limited
   * @return the conditions
   */
  public Conditions withBytesPerSecond(long changed) {
    return new Conditions(
        latency, changed, loss, duplication, reordering, reset, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with another loss.
   *
   * @param changed the probability that a packet is lost
   * @return the conditions
   */
  public Conditions withLoss(double changed) {
    return new Conditions(
        latency, bytesPerSecond, changed, duplication, reordering, reset, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with another duplication.
   *
   * @param changed the probability that a datagram arrives twice
   * @return the conditions
   */
  public Conditions withDuplication(double changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, changed, reordering, reset, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with another reordering.
   *
   * @param changed the probability that a datagram is overtaken
   * @return the conditions
   */
  public Conditions withReordering(double changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, duplication, changed, reset, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with other resets.
   *
   * @param changed the probability that a packet of a stream resets its connection
   * @return the conditions
   */
  public Conditions withReset(double changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, duplication, reordering, changed, stall, delay, splitting);
  }

  /**
   * Returns the same conditions with other stalls.
   *
   * @param changed the probability that a packet of a stream is stalled
   * @return the conditions
   */
  public Conditions withStall(double changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, duplication, reordering, reset, changed, delay, splitting);
  }

  /**
   * Returns the same conditions with another delay.
   *
   * @param changed how long stalled and overtaken packets are delayed
   * @return the conditions
   */
  public Conditions withDelay(Distribution changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, duplication, reordering, reset, stall, changed, splitting);
  }

  /**
   * Returns the same conditions with another splitting.
   *
   * @param changed the probability that a packet of a stream holds fewer bytes than it could
   * @return the conditions
   */
  public Conditions withSplitting(double changed) {
    return new Conditions(
        latency, bytesPerSecond, loss, duplication, reordering, reset, stall, delay, changed);
  }
}
