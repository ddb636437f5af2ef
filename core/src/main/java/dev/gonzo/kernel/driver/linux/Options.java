package dev.gonzo.kernel.driver.linux;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/** The JDK's socket options, in the system's words. */
final class Options {
  private final Sockets sockets;

  Options(Sockets sockets) {
    this.sockets = sockets;
  }

  @Nullable Object set(LinuxSocket socket, SocketOption<?> option, Object value)
      throws IOException {
    socket.requireOpen();
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s takes a value of %s, not %s"
              .formatted(option.name(), option.type().getSimpleName(), value));
    }
    int number = value instanceof Boolean on ? (on ? 1 : 0) : (Integer) value;
    int result =
        option == StandardSocketOptions.SO_LINGER
            ? sockets.setLinger(socket.descriptor, number)
            : sockets.set(socket.descriptor, setting(option), number);
    if (result < 0) {
      throw CallFailures.of("set " + option.name() + " to " + value, result);
    }
    return null;
  }

  Object get(LinuxSocket socket, SocketOption<?> option) throws IOException {
    socket.requireOpen();
    boolean linger = option == StandardSocketOptions.SO_LINGER;
    int result =
        linger
            ? sockets.getLinger(socket.descriptor)
            : sockets.get(socket.descriptor, setting(option));
    if (linger && result == Sockets.NO_LINGER) {
      return -1; // as the JDK has it
    }
    if (result < 0) {
      throw CallFailures.of("read " + option.name(), result);
    }
    return option.type() == Boolean.class ? (Object) (result != 0) : (Object) result;
  }

  private static SocketSetting setting(SocketOption<?> option) {
    if (option == StandardSocketOptions.TCP_NODELAY) {
      return SocketSetting.NO_DELAY;
    } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
      return SocketSetting.KEEP_ALIVE;
    } else if (option == StandardSocketOptions.SO_REUSEADDR) {
      return SocketSetting.REUSE_ADDRESS;
    } else if (option == StandardSocketOptions.SO_REUSEPORT) {
      return SocketSetting.REUSE_PORT;
    } else if (option == StandardSocketOptions.SO_SNDBUF) {
      return SocketSetting.SEND_BUFFER_BYTES;
    } else if (option == StandardSocketOptions.SO_RCVBUF) {
      return SocketSetting.RECEIVE_BUFFER_BYTES;
    }
    throw new UnsupportedOperationException(
        "the socket option " + option.name() + " is not known to this kernel");
  }
}
