package dev.gonzo.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How to listen. Made by {@link #defaults}, and changed copy by copy.
 *
 * @param backlog how many connections may wait in the system to be accepted
 * @param connectionLimit how many connections {@code serve} has at once: it accepts no more before
 *     one of them ends
 * @param grace how long those that are served may go on when {@code serve} ends
 * @param replacesStale whether a Unix listener takes the place of a file whose program is gone
 * @param socketOptions set before it is bound
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
    socketOptions = Map.copyOf(socketOptions);
  }

  /**
   * {@return a backlog of 4096, no limit of connections, no grace, nothing replaced, no options}
   */
  public static ListenOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how many connections may wait in the system to be accepted.
   *
   * @param newBacklog at least 1; the system has a limit of its own
   * @return a changed copy
   */
  public ListenOptions backlog(int newBacklog) {
    return new ListenOptions(newBacklog, connectionLimit, grace, replacesStale, socketOptions);
  }

  /**
   * Sets how many connections {@code serve} has at once.
   *
   * @param newLimit at least 1
   * @return a changed copy
   */
  public ListenOptions connectionLimit(int newLimit) {
    return new ListenOptions(backlog, newLimit, grace, replacesStale, socketOptions);
  }

  /**
   * Lets those that are served finish when {@code serve} ends: who is {@link dev.gonzo.Gonzo#idle
   * idle}, between two requests, is cancelled at once, the others when they come to be so, and at
   * the end of this time all of them.
   *
   * @param newGrace how long at most; zero for no such time
   * @return a changed copy
   */
  public ListenOptions grace(Duration newGrace) {
    return new ListenOptions(backlog, connectionLimit, newGrace, replacesStale, socketOptions);
  }

  /**
   * Lets a Unix listener take the place of a file that a program has left which is gone; see {@link
   * Unix#removeStale}.
   *
   * @return a changed copy
   */
  public ListenOptions replaceStale() {
    return new ListenOptions(backlog, connectionLimit, grace, true, socketOptions);
  }

  /**
   * Lets several sockets listen on one port, each taking some of its connections (SO_REUSEPORT).
   *
   * @return a changed copy
   */
  public ListenOptions reusePort() {
    return option(StandardSocketOptions.SO_REUSEPORT, true);
  }

  /**
   * Sets a socket option before it is bound. SO_REUSEADDR is on without that: an address can be
   * listened on again at once.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value its value
   * @param <T> the option's type
   * @return a changed copy
   */
  public <T> ListenOptions option(SocketOption<T> option, T value) {
    Map<SocketOption<?>, Object> options = new HashMap<>(socketOptions);
    options.put(option, value);
    return new ListenOptions(backlog, connectionLimit, grace, replacesStale, options);
  }
}
