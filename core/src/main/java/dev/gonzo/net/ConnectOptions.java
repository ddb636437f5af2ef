package dev.gonzo.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to connect. Made by {@link #defaults}, and changed copy by copy.
 *
 * @param source the address of this machine to connect from, or null for the system's choice
 * @param timeout how long it may take in all, finding the host's addresses included; null for as
 *     long as the system tries
 * @param attemptDelay how long one address has before the next one is tried beside it
 * @param socketOptions set before it is connected
 */
public record ConnectOptions(
    @Nullable InetSocketAddress source,
    @Nullable Duration timeout,
    Duration attemptDelay,
    Map<SocketOption<?>, Object> socketOptions) {
  /** What RFC 8305 recommends. */
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
    socketOptions = Map.copyOf(socketOptions);
  }

  /** {@return from any address, without a timeout, 250 ms an attempt, no options} */
  public static ConnectOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Connects from an address of this machine, by a port that the system chooses.
   *
   * @param address of this machine; only addresses of its kind (IPv4, IPv6) are tried
   * @return a changed copy
   */
  public ConnectOptions source(InetAddress address) {
    return source(new InetSocketAddress(address, 0));
  }

  /**
   * Connects from an address and a port of this machine.
   *
   * @param address resolved; only addresses of its kind (IPv4, IPv6) are tried
   * @return a changed copy
   */
  public ConnectOptions source(InetSocketAddress address) {
    return new ConnectOptions(address, timeout, attemptDelay, socketOptions);
  }

  /**
   * Gives up after a while, by a {@link java.net.SocketTimeoutException}.
   *
   * @param newTimeout how long it may take in all, finding the host's addresses included
   * @return a changed copy
   */
  public ConnectOptions timeout(Duration newTimeout) {
    return new ConnectOptions(source, newTimeout, attemptDelay, socketOptions);
  }

  /**
   * Sets how long one address has before the next one is tried beside it.
   *
   * @param newDelay zero or more; zero tries all at once
   * @return a changed copy
   */
  public ConnectOptions attemptDelay(Duration newDelay) {
    return new ConnectOptions(source, timeout, newDelay, socketOptions);
  }

  /**
   * Sets a socket option before it is connected. TCP_NODELAY is on without that.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value its value
   * @param <T> the option's type
   * @return a changed copy
   */
  public <T> ConnectOptions option(SocketOption<T> option, T value) {
    Map<SocketOption<?>, Object> options = new HashMap<>(socketOptions);
    options.put(option, value);
    return new ConnectOptions(source, timeout, attemptDelay, options);
  }
}
