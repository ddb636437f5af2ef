package netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;

/** An echo server for datagrams: {@code UdpEcho nio|epoll|uring PORT}. */
final class UdpEcho extends ChannelInboundHandlerAdapter {
  private UdpEcho() {}

  public static void main(String[] arguments) throws Exception {
    var transport = Transport.of(arguments[0]);
    new Bootstrap()
        .group(transport.loop())
        .channel(transport.datagrams())
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65536))
        .handler(new UdpEcho())
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    context.write(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}
