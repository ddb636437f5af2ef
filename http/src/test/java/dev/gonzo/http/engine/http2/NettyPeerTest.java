package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Netty's codec as the peer, in both roles. */
class NettyPeerTest {
  /** Echoes heads and bodies, and returns the credit of what it has sent back. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      switch (message) {
        case Http2HeadersFrame head -> {
          var answer = new DefaultHttp2Headers().status("200");
          head.headers()
              .forEach(each -> {
                if (each.getKey().charAt(0) != ':') {
                  answer.add(each.getKey(), each.getValue());
                }
              });
          context.write(
              new DefaultHttp2HeadersFrame(answer, head.isEndStream()).stream(head.stream()));
        }
        case Http2DataFrame data -> {
          int bytes = data.initialFlowControlledBytes();
          context.write(
              new DefaultHttp2DataFrame(data.content(), data.isEndStream()).stream(data.stream()));
          context.write(new DefaultHttp2WindowUpdateFrame(bytes).stream(data.stream()));
        }
        default -> {
          // Settings and the like.
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  private static byte[] outbound(EmbeddedChannel channel) {
    var out = new ByteArrayOutputStream();
    while (true) {
      ByteBuf part = channel.readOutbound();
      if (part == null) {
        return out.toByteArray();
      }
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      out.writeBytes(bytes);
    }
  }

  private static Http2Settings settings(Random random) {
    return Http2Settings.defaultSettings()
        .initialWindowSize(1_000 + random.nextInt(200_000))
        .maxConcurrentStreams(1 + random.nextInt(20))
        .headerTableSize(random.nextInt(8_000))
        .maxFrameSize(16_384 + random.nextInt(50_000));
  }

  private static void runClient(long seed) {
    var random = new Random(seed);
    var settings = settings(random);
    var channel =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forServer().initialSettings(settings).build(), new Echo());
    var transfers =
        new Transfers(
            seed,
            Http2Limits.DEFAULTS
                .withStreamWindow(1_000 + random.nextInt(100_000))
                .withFloodBudget(1_000_000),
            1 + random.nextInt(30));
    // Netty closes a connection with a stream too many, so its settings come first.
    channel.writeInbound(Unpooled.wrappedBuffer(transfers.bytes()));
    transfers.receive(outbound(channel));
    for (int i = 0; !transfers.isComplete(); i++) {
      assertThat(i).as("seed %d\n%s", seed, transfers.client).isLessThan(1_000_000);
      transfers.step();
      channel.writeInbound(Unpooled.wrappedBuffer(transfers.bytes()));
      transfers.receive(outbound(channel));
    }
    channel.finishAndReleaseAll();
  }

  /** Sends requests by Netty's client, and collects what comes back. */
  private static final class Requests extends Http2ChannelDuplexHandler {
    final Map<Http2FrameStream, byte[]> sent = new HashMap<>();
    final Map<Http2FrameStream, ByteArrayOutputStream> received = new HashMap<>();
    int complete;
    private ChannelHandlerContext context;

    @Override
    protected void handlerAdded0(ChannelHandlerContext added) {
      context = added;
    }

    void request(Random random) {
      Http2FrameStream stream = newStream();
      byte[] body = new byte[random.nextInt(150_000)];
      random.nextBytes(body);
      sent.put(stream, body);
      received.put(stream, new ByteArrayOutputStream());
      var head =
          new DefaultHttp2Headers()
              .method("POST")
              .scheme("http")
              .authority("example.org")
              .path("/echo")
              .add("x-number", String.valueOf(random.nextInt(10)))
              .add("cookie", "a=1")
              .add("cookie", "b=2");
      context.write(new DefaultHttp2HeadersFrame(head, false).stream(stream));
      context.write(
          new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true, random.nextInt(256))
              .stream(stream));
      context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
      switch (message) {
        case Http2HeadersFrame head -> {
          assertThat(head.headers().status()).hasToString("200");
          assertThat(head.headers().get("cookie")).hasToString("a=1; b=2");
        }
        case Http2DataFrame data -> {
          byte[] part = new byte[data.content().readableBytes()];
          data.content().readBytes(part);
          received.get(data.stream()).writeBytes(part);
          int bytes = data.initialFlowControlledBytes();
          if (bytes > 0 && !data.isEndStream()) {
            context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes).stream(data.stream()));
          }
          if (data.isEndStream()) {
            assertThat(received.get(data.stream()).toByteArray())
                .isEqualTo(sent.get(data.stream()));
            complete++;
          }
          data.release();
        }
        default -> {
          // Settings and the like.
        }
      }
    }
  }

  private static void runServer(long seed) {
    var random = new Random(seed);
    var requests = new Requests();
    var channel =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient()
                .initialSettings(settings(random).pushEnabled(false))
                .build(),
            requests);
    Http2Limits limits =
        Http2Limits.DEFAULTS
            .withStreamWindow(1_000 + random.nextInt(100_000))
            .withFloodBudget(1_000_000);
    var server = Http2Engine.server(limits);
    int count = 1 + random.nextInt(30);
    for (int i = 0; requests.complete < count; i++) {
      assertThat(i).as("seed %d\n%s", seed, server).isLessThan(1_000_000);
      if (requests.sent.size() < count && random.nextBoolean()) {
        requests.request(random);
      }
      server.receive(ByteBuffer.wrap(outbound(channel))).forEach(event -> echo(server, event));
      channel.writeInbound(Unpooled.wrappedBuffer(Transfers.bytes(server, random)));
    }
    channel.finishAndReleaseAll();
  }

  private static void echo(Http2Engine server, Received event) {
    switch (event) {
      case Received.Request request -> {
        Headers headers = Headers.none();
        for (Header each : request.headers()) {
          headers = headers.with(each.name(), each.value());
        }
        server.send(new Sent.Response(request.stream(), 200, headers, false));
      }
      case Received.Data data -> {
        int length = data.bytes().remaining();
        server.send(new Sent.Data(data.stream(), data.bytes(), false));
        server.send(new Sent.Read(data.stream(), length));
      }
      case Received.End end ->
          server.send(new Sent.Data(end.stream(), ByteBuffer.allocate(0), true));
      case Received.SettingsChanged _ -> {}
      default -> throw new AssertionError(event);
    }
  }

  @Test
  void a_client_is_understood_by_netty() {
    for (long seed = 0; seed < 6; seed++) {
      runClient(seed);
    }
  }

  @Test
  void a_server_is_understood_by_netty() {
    for (long seed = 0; seed < 6; seed++) {
      runServer(seed);
    }
  }

  @Test
  @Tag("long")
  void both_are_understood_for_many_seeds() {
    for (long seed = 6; seed < 200; seed++) {
      runClient(seed);
      runServer(seed);
    }
  }
}
