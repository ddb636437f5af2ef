package dev.gonzo.sim;

import dev.gonzo.sim.net.Conditions;
import dev.gonzo.sim.net.Distribution;
import java.time.Duration;

/**
 * How packets get from one host to another: how fast, and what goes wrong. Immutable.
 *
 * <pre>{@code
 * simulation.network().conditions(
 *     NetworkConditions.good().withLatency(ofMillis(20), ofMillis(80)).withLoss(0.01));
 * }</pre>
 *
 * <p>Probabilities are from 0, never, to 1, always. A fault with a probability above 0 that never
 * occurs is reported. What a host sends to itself arrives at once, whatever the conditions are.
 */
public final class NetworkConditions {
  private static final NetworkConditions GOOD = new NetworkConditions(Conditions.GOOD);

  private final Conditions conditions;

  private NetworkConditions(Conditions conditions) {
    this.conditions = conditions;
  }

  /**
   * {@return a network without faults: a latency of 100 to 300 microseconds, and no limit of
   * bandwidth}
   */
  public static NetworkConditions good() {
    return GOOD;
  }

  static NetworkConditions of(Conditions conditions) {
    return new NetworkConditions(conditions);
  }

  Conditions conditions() {
    return conditions;
  }

  /**
   * Returns a copy in which every packet takes the same time.
   *
   * @param latency the time, at least 0
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public NetworkConditions withLatency(Duration latency) {
    return of(conditions.withLatency(Distribution.constant(latency.toNanos())));
  }

  /**
   * Returns a copy in which packets take a time between two, all equally likely.
   *
   * @param least the shortest, at least 0
   * @param most the longest
   * @return the changed copy
   * @throws IllegalArgumentException if no time is between them
   */
  public NetworkConditions withLatency(Duration least, Duration most) {
    return of(conditions.withLatency(Distribution.uniform(least.toNanos(), most.toNanos())));
  }

  /**
   * Returns a copy in which most packets take little more than the shortest time, and a few take
   * much longer, as in a network with queues.
   *
   * @param least the shortest, at least 0
   * @param mean the mean, not less than that
   * @return the changed copy
   * @throws IllegalArgumentException if the mean is less than the shortest
   */
  public NetworkConditions withLongTail(Duration least, Duration mean) {
    return of(conditions.withLatency(Distribution.exponential(least.toNanos(), mean.toNanos())));
  }

  /**
   * Returns a copy in which packets take more time by chance. The latency stays.
   *
   * @param most how much more at most; all times up to it are equally likely
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public NetworkConditions withJitter(Duration most) {
    Distribution latency = conditions.latency();
    Distribution jitter = Distribution.uniform(0, most.toNanos());
    return of(conditions.withLatency(draws -> latency.nanos(draws) + jitter.nanos(draws)));
  }

  /**
   * Returns a copy with another bandwidth. What does not fit waits at the sender.
   *
   * @param bytesPerSecond the bandwidth; 0 for no limit
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public NetworkConditions withBandwidth(long bytesPerSecond) {
    return of(conditions.withBytesPerSecond(bytesPerSecond));
  }

  /**
   * Returns a copy in which packets are lost. Those of streams are sent again, later.
   *
   * @param probability how likely a packet is lost
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withLoss(double probability) {
    return of(conditions.withLoss(probability));
  }

  /**
   * Returns a copy in which datagrams arrive twice.
   *
   * @param probability how likely a datagram does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withDuplication(double probability) {
    return of(conditions.withDuplication(probability));
  }

  /**
   * Returns a copy in which datagrams are overtaken by later ones.
   *
   * @param probability how likely a datagram is
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withReordering(double probability) {
    return of(conditions.withReordering(probability));
  }

  /**
   * Returns a copy in which connections are reset, at both ends.
   *
   * @param probability how likely a packet with bytes of a stream resets its connection
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withResets(double probability) {
    return of(conditions.withReset(probability));
  }

  /**
   * Returns a copy in which streams stall: a packet, and all behind it, arrive later.
   *
   * @param probability how likely a packet with bytes of a stream does
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withStalls(double probability) {
    return of(conditions.withStall(probability));
  }

  /**
   * Returns a copy with other delays of what stalls, is overtaken or arrives a second time.
   *
   * @param least the shortest, at least 0
   * @param most the longest; 1 ms to 1 s by default
   * @return the changed copy
   * @throws IllegalArgumentException if no time is between them
   */
  public NetworkConditions withDelays(Duration least, Duration most) {
    return of(conditions.withDelay(Distribution.uniform(least.toNanos(), most.toNanos())));
  }

  /**
   * Returns a copy in which streams arrive in smaller pieces than they were sent.
   *
   * @param probability how likely a packet of a stream has fewer bytes than it could
   * @return the changed copy
   * @throws IllegalArgumentException if it is no probability
   */
  public NetworkConditions withSplitting(double probability) {
    return of(conditions.withSplitting(probability));
  }

  @Override
  public String toString() {
    return "NetworkConditions["
        + (conditions.bytesPerSecond() == 0 ? "" : conditions.bytesPerSecond() + " bytes/s, ")
        + "loss "
        + conditions.loss()
        + ", duplication "
        + conditions.duplication()
        + ", reordering "
        + conditions.reordering()
        + ", resets "
        + conditions.reset()
        + ", stalls "
        + conditions.stall()
        + ", splitting "
        + conditions.splitting()
        + "]";
  }
}
