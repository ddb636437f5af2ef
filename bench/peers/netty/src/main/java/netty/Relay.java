package netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Passes what its channel receives on to another one. */
final class Relay extends ChannelInboundHandlerAdapter {
  private final Channel target;

  Relay(Channel target) {
    this.target = target;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    target.write(message, target.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    target.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    target.config().setAutoRead(context.channel().isWritable());
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    target
        .writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
