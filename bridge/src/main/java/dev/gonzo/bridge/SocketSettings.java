package dev.gonzo.bridge;

import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options that were set on a socket. The kernel has no socket before it is connected or
 * listens; then it gets those that were set until then.
 */
final class SocketSettings {
  private static final Set<SocketOption<?>> OF_CLIENTS =
      Set.of(
          StandardSocketOptions.IP_TOS,
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_LINGER,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.TCP_NODELAY);

  private static final Set<SocketOption<?>> OF_SERVERS =
      Set.of(
          StandardSocketOptions.IP_TOS,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);

  /** What an unopened socket reports; the system's own sizes are not known before it is open. */
  private static final int BUFFER_BYTES = 65536;

  private final boolean server;
  private final Map<SocketOption<?>, Object> values = new LinkedHashMap<>();

  SocketSettings(boolean server) {
    this.server = server;
  }

  /** The options that the JDK's sockets of this kind have on every kernel. */
  Set<SocketOption<?>> supported() {
    return server ? OF_SERVERS : OF_CLIENTS;
  }

  /**
   * The option of one of the numbers in {@link SocketOptions}; its value is an int or a boolean.
   */
  static SocketOption<?> numbered(int id) throws SocketException {
    return switch (id) {
      case SocketOptions.IP_TOS -> StandardSocketOptions.IP_TOS;
      case SocketOptions.SO_KEEPALIVE -> StandardSocketOptions.SO_KEEPALIVE;
      case SocketOptions.SO_LINGER -> StandardSocketOptions.SO_LINGER;
      case SocketOptions.SO_RCVBUF -> StandardSocketOptions.SO_RCVBUF;
      case SocketOptions.SO_REUSEADDR -> StandardSocketOptions.SO_REUSEADDR;
      case SocketOptions.SO_REUSEPORT -> StandardSocketOptions.SO_REUSEPORT;
      case SocketOptions.SO_SNDBUF -> StandardSocketOptions.SO_SNDBUF;
      case SocketOptions.TCP_NODELAY -> StandardSocketOptions.TCP_NODELAY;
      default -> throw new SocketException("Unknown option " + id);
    };
  }

  /** Whether kernels may ignore an option, as the JDK may. */
  static boolean isHint(SocketOption<?> option) {
    return option == StandardSocketOptions.IP_TOS;
  }

  /**
   * Checks an option and its value.
   *
   * @throws UnsupportedOperationException if this kind of socket has no such option
   * @throws IllegalArgumentException if it has no such value
   */
  void check(SocketOption<?> option, @Nullable Object value) {
    if (!supported().contains(option)) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    boolean isSize =
        option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF;
    if (!option.type().isInstance(value) || (isSize && (int) Objects.requireNonNull(value) <= 0)) {
      throw new IllegalArgumentException("Invalid value '" + value + "' for " + option);
    }
  }

  synchronized void put(SocketOption<?> option, Object value) {
    values.put(option, value);
  }

  /** The value that was set, or else the system's own. */
  synchronized Object get(SocketOption<?> option) {
    Object value = values.get(option);
    return value != null ? value : initial(option);
  }

  private Object initial(SocketOption<?> option) {
    if (option == StandardSocketOptions.SO_REUSEADDR) {
      return server;
    } else if (option == StandardSocketOptions.SO_LINGER) {
      return -1;
    } else if (option == StandardSocketOptions.IP_TOS) {
      return 0;
    }
    return option.type() == Boolean.class ? (Object) false : (Object) BUFFER_BYTES;
  }

  /** What a kernel sets before it connects or listens: all that was set, but for hints. */
  synchronized Map<SocketOption<?>, Object> toOpen() {
    var strict = new LinkedHashMap<SocketOption<?>, Object>(values);
    boolean _ = strict.keySet().removeIf(SocketSettings::isHint);
    return strict;
  }

  /** The hints that were set. */
  synchronized Map<SocketOption<?>, Object> hints() {
    var hints = new LinkedHashMap<SocketOption<?>, Object>(values);
    boolean _ = hints.keySet().removeIf(option -> !isHint(option));
    return hints;
  }
}
