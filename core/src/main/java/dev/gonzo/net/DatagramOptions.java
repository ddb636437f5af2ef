package dev.gonzo.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/**
 * Options for opening a datagram socket. Start with {@link #defaults}; each method returns a
 * changed copy.
 *
 * @param replacesStale whether a Unix socket that is opened at a path replaces a socket file whose
 *     program has ended
 * @param socketOptions options that are set before the socket is bound and connected
 */
public record DatagramOptions(boolean replacesStale, Map<SocketOption<?>, Object> socketOptions) {
  private static final DatagramOptions DEFAULTS = new DatagramOptions(false, Map.of());

  /** Copies the map. */
  public DatagramOptions {
    socketOptions = SocketOptions.copy(socketOptions);
  }

  /** {@return the defaults: no replacement of stale files, no socket options} */
  public static DatagramOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Makes a Unix socket that is opened at a path replace a socket file whose program has ended; see
   * {@link Unix#removeStale}. Sockets that are not opened at a path refuse it.
   *
   * @return a changed copy
   */
  public DatagramOptions withStaleReplaced() {
    return new DatagramOptions(true, socketOptions);
  }

  /**
   * Allows several UDP sockets to receive on the same port, so that the system distributes the
   * datagrams among them (SO_REUSEPORT). For several members of a multicast group set SO_REUSEADDR
   * instead: then each of them receives every datagram of the group.
   *
   * @return a changed copy
   */
  public DatagramOptions withReusePort() {
    return withOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  /**
   * Sets a socket option, which is applied before the socket is bound and connected. Opening the
   * socket throws if the value is not of the option's type, or the kernel does not support it.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value the value
   * @param <T> the option's type
   * @return a changed copy
   */
  public <T> DatagramOptions withOption(SocketOption<T> option, T value) {
    return new DatagramOptions(replacesStale, SocketOptions.with(socketOptions, option, value));
  }

  /** The socket options for a socket that has no file; throws if a stale one is to be replaced. */
  Map<SocketOption<?>, Object> withoutFile() {
    if (replacesStale) {
      throw new IllegalArgumentException(
          "this socket has no file that could be stale: withStaleReplaced() is for"
              + " Unix.openDatagrams(path, options)");
    }
    return socketOptions;
  }
}
