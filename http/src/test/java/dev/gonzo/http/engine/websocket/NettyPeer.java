package dev.gonzo.http.engine.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Netty's codec makes of the same bytes. */
final class NettyPeer {
  private NettyPeer() {}

  /**
   * Whole messages, control frames, and at the end "violation" if there is one. Empty if a
   * compressed frame has no output of its own, which Netty cannot read.
   */
  static Optional<List<String>> read(byte[] bytes, boolean masked, boolean deflate) {
    var config =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(masked)
            .allowMaskMismatch(false)
            .allowExtensions(deflate)
            .maxFramePayloadLength(1 << 20)
            .build();
    var channel = new EmbeddedChannel(new WebSocket13FrameDecoder(config));
    if (deflate) {
      var handshaker = new PerMessageDeflateServerExtensionHandshaker(6, true, 15, true, true, 0);
      var parameters =
          Map.<String, String>of(
              "server_no_context_takeover", "", "client_no_context_takeover", "");
      channel
          .pipeline()
          .addLast(
              handshaker
                  .handshakeExtension(new WebSocketExtensionData("permessage-deflate", parameters))
                  .newExtensionDecoder());
    }
    var seen = new Collector();
    channel.pipeline().addLast(new Utf8FrameValidator(true), seen);
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    seen.hasEnded = true;
    // Also the close frames that Netty would send.
    channel.finishAndReleaseAll();
    return seen.isUnable ? Optional.empty() : Optional.of(seen.events);
  }

  /** Takes what comes out, up to the first failure or the close frame. */
  private static final class Collector extends ChannelInboundHandlerAdapter {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private String kind = "";
    private boolean hasEnded;
    private boolean isUnable;

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
      var frame = (WebSocketFrame) read;
      byte[] payload = ByteBufUtil.getBytes(frame.content());
      if (!hasEnded) {
        take(frame, payload);
      }
      frame.release();
    }

    private void take(WebSocketFrame frame, byte[] payload) {
      switch (frame) {
        case PingWebSocketFrame ping -> events.add("ping " + HexFormat.of().formatHex(payload));
        case PongWebSocketFrame pong -> events.add("pong " + HexFormat.of().formatHex(payload));
        case CloseWebSocketFrame close -> {
          int code = close.statusCode() == -1 ? CloseCode.NONE : close.statusCode();
          boolean isRight = code < 5000 && isText(payload);
          events.add(isRight ? "close " + code + " " + close.reasonText() : "violation");
          hasEnded = true;
        }
        default -> {
          kind =
              frame instanceof TextWebSocketFrame
                  ? "text "
                  : frame instanceof BinaryWebSocketFrame ? "binary " : kind;
          message.writeBytes(payload);
          if (frame.isFinalFragment()) {
            events.add(kind + AutobahnCase.digest(message.toByteArray()));
            message.reset();
          }
        }
      }
    }

    private static boolean isText(byte[] closePayload) {
      try {
        ByteBuffer reason = ByteBuffer.wrap(closePayload);
        UTF_8.newDecoder().decode(reason.position(Math.min(2, reason.limit())));
        return true;
      } catch (CharacterCodingException wrong) {
        return false;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      isUnable |= !hasEnded && failure.toString().contains("cannot read uncompressed buffer");
      if (!hasEnded) {
        events.add("violation");
      }
      hasEnded = true;
    }
  }
}
