package dev.gonzo.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;

/**
 * Options for listening. Start with {@link #defaults}; each method returns a changed copy.
 *
 * @param backlog how many connections may wait in the operating system to be accepted
 * @param connectionLimit how many connections {@code serve} handles at the same time; it accepts
 *     the next one when one of them ends
 * @param grace how long handlers may continue when {@code serve} ends
 * @param replacesStale whether a Unix listener replaces a socket file whose program has ended
 * @param socketOptions options that are set before the socket is bound
 */
public record ListenOptions(
    int backlog,
    int connectionLimit,
    Duration grace,
    boolean replacesStale,
    Map<SocketOption<?>, Object> socketOptions) {
  private static final int BACKLOG = 4096;
  private static final ListenOptions DEFAULTS =
      new ListenOptions(BACKLOG, Integer.MAX_VALUE, Duration.ZERO, false, Map.of());

  /** Checks the values. */
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog must be at least 1, got " + backlog);
    }
    if (connectionLimit < 1) {
      throw new IllegalArgumentException(
          "connectionLimit must be at least 1, got " + connectionLimit);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, got " + grace);
    }
    socketOptions = SocketOptions.copy(socketOptions);
  }

  /**
   * {@return the defaults: a backlog of 4096, no connection limit, no grace period, no replacement
   * of stale files, no socket options}
   */
  public static ListenOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how many connections may wait in the operating system to be accepted.
   *
   * @param newBacklog at least 1; the system also has its own limit
   * @return a changed copy
   */
  public ListenOptions withBacklog(int newBacklog) {
    return new ListenOptions(newBacklog, connectionLimit, grace, replacesStale, socketOptions);
  }

  /**
   * Sets how many connections {@code serve} handles at the same time.
   *
   * @param newLimit at least 1
   * @return a changed copy
   */
  public ListenOptions withConnectionLimit(int newLimit) {
    return new ListenOptions(backlog, newLimit, grace, replacesStale, socketOptions);
  }

  /**
   * Sets a grace period in which handlers may finish when {@code serve} ends. Handlers that are
   * {@link dev.gonzo.Gonzo#idle idle}, between two requests, are cancelled at once, others when
   * they become idle, and all of them at the end of the period.
   *
   * @param newGrace the grace period; zero for none
   * @return a changed copy
   */
  public ListenOptions withGrace(Duration newGrace) {
    return new ListenOptions(backlog, connectionLimit, newGrace, replacesStale, socketOptions);
  }

  /**
   * Makes a Unix listener replace a socket file whose program has ended; see {@link
   * Unix#removeStale}.
   *
   * @return a changed copy
   */
  public ListenOptions withStaleReplaced() {
    return new ListenOptions(backlog, connectionLimit, grace, true, socketOptions);
  }

  /**
   * Allows several sockets to listen on the same port, so that the system distributes the
   * connections among them (SO_REUSEPORT).
   *
   * @return a changed copy
   */
  public ListenOptions withReusePort() {
    return withOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  /**
   * Sets a socket option, which is applied before the socket is bound. SO_REUSEADDR is on by
   * default, so that a restarted server can use the address at once.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value the value
   * @param <T> the option's type
   * @return a changed copy
   */
  public <T> ListenOptions withOption(SocketOption<T> option, T value) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        grace,
        replacesStale,
        SocketOptions.with(socketOptions, option, value));
  }
}
