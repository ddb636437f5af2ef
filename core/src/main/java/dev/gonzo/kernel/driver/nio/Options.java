package dev.gonzo.kernel.driver.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets and reads socket options of channels. */
final class Options {
  private Options() {}

  static @Nullable Object set(NioSocket socket, SocketOption<?> option, Object value)
      throws IOException {
    socket.requireOpen();
    set(socket.channel(), option, value);
    return null;
  }

  /** Sets the options of a channel that is being opened. */
  static void setAll(NetworkChannel channel, Map<SocketOption<?>, Object> options)
      throws IOException {
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      set(channel, option.getKey(), option.getValue());
    }
  }

  private static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value)
      throws IOException {
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s takes a value of %s, not %s"
              .formatted(option.name(), option.type().getSimpleName(), value));
    }
    require(channel, option);
    try {
      channel.setOption(option, option.type().cast(value));
    } catch (IOException failure) {
      throw Failures.during("set " + option.name() + " to " + value, failure);
    }
  }

  static @Nullable Object get(NioSocket socket, SocketOption<?> option) throws IOException {
    socket.requireOpen();
    require(socket.channel(), option);
    try {
      return socket.channel().getOption(option);
    } catch (IOException failure) {
      throw Failures.during("read " + option.name(), failure);
    }
  }

  static void require(NetworkChannel channel, SocketOption<?> option) {
    if (!channel.supportedOptions().contains(option)) {
      throw new UnsupportedOperationException(
          "the socket option " + option.name() + " is not known to this kernel");
    }
  }
}
