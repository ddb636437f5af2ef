package netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** A server of HTTP/2 on the codec alone that answers "ok": {@code Http2 nio|epoll|uring PORT}. */
final class Http2 {
  private static final ByteBuf OK =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer().writeBytes("ok".getBytes(StandardCharsets.US_ASCII)));

  /** The field {@code date}, which a server with a clock sends. */
  private static volatile String date = date();

  private Http2() {}

  public static void main(String[] arguments) throws Exception {
    var transport = Transport.of(arguments[0]);
    transport.loop().scheduleAtFixedRate(() -> date = date(), 1, 1, TimeUnit.SECONDS);
    var handler = new Ok();
    new ServerBootstrap()
        .group(transport.loop())
        .channel(transport.listener())
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), handler);
              }
            })
        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  @Sharable
  private static final class Ok extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof Http2HeadersFrame request && request.isEndStream()) {
          answer(context, request);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private static void answer(ChannelHandlerContext context, Http2HeadersFrame request) {
      var headers =
          new DefaultHttp2Headers()
              .status("200")
              .set("content-type", "text/plain")
              .setInt("content-length", OK.readableBytes())
              .set("date", date);
      context.write(new DefaultHttp2HeadersFrame(headers).stream(request.stream()));
      context.write(new DefaultHttp2DataFrame(OK.duplicate(), true).stream(request.stream()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
