package netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;

/** An echo server over TLS of the JDK: {@code TlsEcho nio|epoll|uring PORT DIRECTORY}. */
final class TlsEcho {
  private TlsEcho() {}

  public static void main(String[] arguments) throws Exception {
    var transport = Transport.of(arguments[0]);
    var directory = Path.of(arguments[2]);
    var tls =
        SslContextBuilder.forServer(
                directory.resolve("certificate.pem").toFile(),
                directory.resolve("key.pem").toFile())
            .build();
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
                channel.pipeline().addLast(tls.newHandler(channel.alloc()), handler);
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }
}
