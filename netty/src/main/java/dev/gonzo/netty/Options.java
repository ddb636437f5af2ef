package dev.gonzo.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps the JDK's socket options to Netty's, which can be set on any thread. */
final class Options {
  private final Map<SocketOption<?>, ChannelOption<?>> known;

  Options(Transport transport) {
    known =
        Map.of(
            StandardSocketOptions.TCP_NODELAY, ChannelOption.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE, ChannelOption.SO_KEEPALIVE,
            StandardSocketOptions.SO_LINGER, ChannelOption.SO_LINGER,
            StandardSocketOptions.SO_RCVBUF, ChannelOption.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF, ChannelOption.SO_SNDBUF,
            StandardSocketOptions.SO_REUSEADDR, ChannelOption.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT, transport.reusePort(),
            StandardSocketOptions.IP_TOS, ChannelOption.IP_TOS);
  }

  @Nullable Object set(NettySocket socket, SocketOption<?> option, Object value)
      throws IOException {
    Channel channel = socket.openChannel();
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s takes a value of %s, not %s"
              .formatted(option.name(), option.type().getSimpleName(), value));
    }
    @SuppressWarnings("unchecked") // both have the value's type
    var mine = (ChannelOption<Object>) netty(option);
    try {
      if (!channel.config().setOption(mine, value)) {
        throw unknown(option);
      }
    } catch (ChannelException failure) {
      throw Failures.during("set " + option.name() + " to " + value, cause(failure));
    }
    return null;
  }

  Object get(NettySocket socket, SocketOption<?> option) throws IOException {
    Channel channel = socket.openChannel();
    try {
      Object value = channel.config().getOption(netty(option));
      if (value == null) {
        throw unknown(option);
      }
      return value;
    } catch (ChannelException failure) {
      throw Failures.during("read " + option.name(), cause(failure));
    }
  }

  private ChannelOption<?> netty(SocketOption<?> option) {
    ChannelOption<?> mine = known.get(option);
    if (mine == null) {
      throw unknown(option);
    }
    return mine;
  }

  private static Throwable cause(ChannelException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private static UnsupportedOperationException unknown(SocketOption<?> option) {
    return new UnsupportedOperationException(
        "the socket option " + option.name() + " is not known to this kernel");
  }
}
