package dev.gonzo.netty;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listener, and the connections that have arrived and are not yet accepted. */
final class NettyListener extends NettySocket {
  private final ArrayDeque<NettyConnection> accepted = new ArrayDeque<>();

  NettyListener(NettyDriver driver, Channel channel) {
    super(driver, channel, true);
  }

  @Nullable NettyConnection poll() {
    return accepted.poll();
  }

  @Override
  void received(Object message) {
    if (!(message instanceof DuplexChannel channel)) {
      throw new AssertionError("a listener received " + message);
    }
    var connection = new NettyConnection(driver, channel);
    var _ =
        driver
            .register(connection)
            .addListener(registered -> {
              if (!registered.isSuccess() || isClosed()) {
                driver.close(connection);
              } else {
                accepted.add(connection);
              }
              inputEvent(false);
            });
  }

  @Override
  void inputEnded() {}

  @Override
  void release() {
    accepted.forEach(driver::close);
    accepted.clear();
  }

  @Override
  void closeChannel() {
    driver.ports.close(channel());
  }
}
