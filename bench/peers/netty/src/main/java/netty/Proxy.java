package netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/** A proxy like Netty's example: {@code Proxy nio|epoll|uring PORT BACKEND_PORT}. */
final class Proxy extends ChannelInboundHandlerAdapter {
  private final Transport transport;
  private final int backendPort;

  private Proxy(Transport transport, int backendPort) {
    this.transport = transport;
    this.backendPort = backendPort;
  }

  public static void main(String[] arguments) throws Exception {
    var transport = Transport.of(arguments[0]);
    int backendPort = Integer.parseInt(arguments[2]);
    new ServerBootstrap()
        .group(transport.loop())
        .channel(transport.listener())
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new Proxy(transport, backendPort));
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  /** Connects to the backend before anything is read from the client. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    var client = context.channel();
    new Bootstrap()
        .group(client.eventLoop())
        .channel(transport.socket())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new Relay(client))
        .connect("127.0.0.1", backendPort)
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (connected.isSuccess()) {
                    context.pipeline().addLast(new Relay(connected.channel()));
                    client.config().setAutoRead(true);
                  } else {
                    client.close();
                  }
                });
  }
}
