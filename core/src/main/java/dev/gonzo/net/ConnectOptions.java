package dev.gonzo.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options for connecting. Start with {@link #defaults}; each method returns a changed copy.
 *
 * @param source the local address to connect from; null lets the system choose
 * @param timeout the time limit for everything, including name resolution; null for the system's
 *     limit
 * @param attemptDelay how long to wait for one address before the next one is tried as well
 * @param socketOptions options that are set before the socket is connected
 */
public record ConnectOptions(
    @Nullable InetSocketAddress source,
    @Nullable Duration timeout,
    Duration attemptDelay,
    Map<SocketOption<?>, Object> socketOptions) {
  /** The value recommended by RFC 8305. */
  private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

  private static final ConnectOptions DEFAULTS =
      new ConnectOptions(null, null, ATTEMPT_DELAY, Map.of());

  /** Checks the values. */
  public ConnectOptions {
    if (source != null && source.isUnresolved()) {
      throw new IllegalArgumentException("the source is not resolved: " + source);
    }
    if (attemptDelay.isNegative()) {
      throw new IllegalArgumentException("attemptDelay must not be negative, got " + attemptDelay);
    }
    socketOptions = SocketOptions.copy(socketOptions);
  }

  /**
   * {@return the defaults: any local address, no timeout, a delay of 250 ms between attempts, no
   * socket options}
   */
  public static ConnectOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets the local address to connect from, with a port that the system chooses.
   *
   * @param address an address of this machine; only host addresses of the same family (IPv4 or
   *     IPv6) are tried
   * @return a changed copy
   */
  public ConnectOptions withSource(InetAddress address) {
    return withSource(new InetSocketAddress(address, 0));
  }

  /**
   * Sets the local address and port to connect from.
   *
   * @param address a resolved address; only host addresses of the same family (IPv4 or IPv6) are
   *     tried
   * @return a changed copy
   */
  public ConnectOptions withSource(InetSocketAddress address) {
    return new ConnectOptions(address, timeout, attemptDelay, socketOptions);
  }

  /**
   * Sets a time limit. When it expires, connecting throws {@link java.net.SocketTimeoutException}.
   *
   * @param newTimeout the time limit for everything, including name resolution
   * @return a changed copy
   */
  public ConnectOptions withTimeout(Duration newTimeout) {
    return new ConnectOptions(source, newTimeout, attemptDelay, socketOptions);
  }

  /**
   * Sets how long to wait for one address before the next one is tried as well.
   *
   * @param newDelay zero or more; zero tries all addresses at once
   * @return a changed copy
   */
  public ConnectOptions withAttemptDelay(Duration newDelay) {
    return new ConnectOptions(source, timeout, newDelay, socketOptions);
  }

  /**
   * Sets a socket option, which is applied before the socket is connected. TCP_NODELAY is on by
   * default.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value the value
   * @param <T> the option's type
   * @return a changed copy
   */
  public <T> ConnectOptions withOption(SocketOption<T> option, T value) {
    return new ConnectOptions(
        source, timeout, attemptDelay, SocketOptions.with(socketOptions, option, value));
  }
}
