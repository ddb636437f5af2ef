package dev.gonzo.netty.example;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.TaskGroup;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.netty.NettyKernel;
import dev.gonzo.stream.Input;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A Netty HTTP server whose handler is straight lines: each request is a task on the event loop
 * that its connection belongs to. It waits as it likes, and holds up nobody.
 *
 * <pre>
 *   curl http://127.0.0.1:8080/slow      waits, and answers
 *   curl http://127.0.0.1:8080/both      two tasks, side by side
 *   curl http://127.0.0.1:8080/self      asks itself, through a socket of Gonzo's
 * </pre>
 */
public final class NettyHttpServer {
  private static final int LARGEST_REQUEST = 1 << 16;

  private final NettyKernel kernel;
  private final EventLoop loop;
  // Handlers and tasks are on one thread: an ordinary field.
  private int requests;

  private NettyHttpServer(EventLoop loop) {
    this.loop = loop;
    this.kernel = NettyKernel.on(loop);
  }

  public static void main(String[] arguments) throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
    Channel listener = new NettyHttpServer(group.next()).listen(port);
    System.out.println("listening on " + listener.localAddress());
    listener.closeFuture().sync();
  }

  private Channel listen(int port) throws InterruptedException {
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(LARGEST_REQUEST),
                        new FlowControlHandler(),
                        new Requests());
              }
            })
        .bind("127.0.0.1", port)
        .sync()
        .channel();
  }

  /** One connection: the next request is asked for when the one before it is answered. */
  private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private CompletableFuture<?> answering = CompletableFuture.completedFuture(null);

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.read();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      requests++;
      var path = request.uri();
      var keepAlive = HttpUtil.isKeepAlive(request);
      answering =
          kernel.spawn(() -> {
            answer(context, path, keepAlive);
            return null;
          });
      answering.whenComplete((_, failure) -> {
        if (failure == null && keepAlive) {
          context.read();
        } else if (failure == null || failure instanceof CancellationException) {
          context.close();
        } else {
          context.fireExceptionCaught(failure); // which Netty logs
          context.close();
        }
      });
    }

    /** Who hangs up is not worked for any longer. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answering.cancel(true);
    }
  }

  /** The handler: it may sleep, have tasks, use sockets, and wait for what Netty does. */
  private void answer(ChannelHandlerContext context, String path, boolean keepAlive)
      throws Exception {
    String text =
        switch (path) {
          case "/" -> "hello, you are request " + requests + "\n";
          case "/slow" -> {
            sleep(ofMillis(100));
            yield "slow\n";
          }
          case "/both" -> {
            try (var parts = TaskGroup.<String>open()) {
              parts.spawn(() -> part("left"));
              parts.spawn(() -> part("right"));
              parts.join();
              yield String.join(" and ", parts.results()) + "\n";
            }
          }
          case "/self" -> "I say: " + self(((InetSocketAddress) context.channel().localAddress()));
          default -> null;
        };
    var body = Unpooled.copiedBuffer(text == null ? "no such page\n" : text, UTF_8);
    var response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, text == null ? NOT_FOUND : OK, body);
    response.headers().set(CONTENT_LENGTH, body.readableBytes());
    if (!keepAlive) {
      response.headers().set(CONNECTION, CLOSE);
    }
    NettyKernel.await(context.writeAndFlush(response));
  }

  private static String part(String name) {
    sleep(ofMillis(50));
    return name;
  }

  private static String self(InetSocketAddress address) throws Exception {
    try (Socket server = Tcp.connect("127.0.0.1", address.getPort())) {
      server.writeAll("GET /slow HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      var answer = new StringBuilder();
      ignoreAfter(
          ofSeconds(5),
          () -> {
            for (String line : Input.of(server).lines()) {
              answer.append(line).append('\n');
            }
          });
      return answer.substring(answer.lastIndexOf("\n\n") + 2);
    }
  }
}
