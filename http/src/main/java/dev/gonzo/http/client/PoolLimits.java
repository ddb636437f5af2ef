package dev.gonzo.http.client;

import java.time.Duration;

/**
 * How many connections a client keeps.
 *
 * @param perHost the greatest number of connections of HTTP/1.1 to a server, idle ones included;
 *     requests above it wait in the order of their arrival
 * @param idle the greatest number of idle connections to all servers; above it the one that is idle
 *     for the longest time is closed. 0 for no reuse
 * @param idleTime how long a connection may be idle; then it is closed
 */
public record PoolLimits(int perHost, int idle, Duration idleTime) {
  private static final PoolLimits DEFAULTS = new PoolLimits(64, 256, Duration.ofSeconds(30));

  /**
   * Creates limits.
   *
   * @throws IllegalArgumentException if {@code perHost} is less than 1, or another one is negative
   */
  public PoolLimits {
    if (perHost < 1) {
      throw new IllegalArgumentException("perHost must be at least 1, got " + perHost);
    }
    if (idle < 0 || idleTime.isNegative()) {
      throw new IllegalArgumentException(
          "idle and idleTime must not be negative, got " + idle + " and " + idleTime);
    }
  }

  /** {@return the defaults: 64 connections to a server, 256 idle ones for at most 30 seconds} */
  public static PoolLimits defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a changed copy}
   *
   * @param connections the greatest number of connections to a server
   */
  public PoolLimits withPerHost(int connections) {
    return new PoolLimits(connections, idle, idleTime);
  }

  /**
   * {@return a changed copy}
   *
   * @param connections the greatest number of idle connections
   */
  public PoolLimits withIdle(int connections) {
    return new PoolLimits(perHost, connections, idleTime);
  }

  /**
   * {@return a changed copy}
   *
   * @param time how long a connection may be idle
   */
  public PoolLimits withIdleTime(Duration time) {
    return new PoolLimits(perHost, idle, time);
  }
}
