package netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/** An echo server: {@code Echo nio|epoll|uring PORT}. */
final class Echo {
  private Echo() {}

  public static void main(String[] arguments) throws Exception {
    var transport = Transport.of(arguments[0]);
    var handler = new EchoHandler();
    new ServerBootstrap()
        .group(transport.loop())
        .channel(transport.listener())
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(handler);
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }
}
