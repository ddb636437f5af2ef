package dev.gonzo.http.engine.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Netty's codec makes of the same bytes. */
final class NettyPeer {
  private NettyPeer() {}

  /**
   * Whole messages, control frames, and at the end "violation" if there is one. Empty if a compressed
   * frame has no output of its own, which Netty cannot read.
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
      var parameters = Map.<String, String>of("server_no_context_takeover", "", "client_no_context_takeover", "");
      channel
          .pipeline()
          .addLast(
              handshaker
                  .handshakeExtension(new WebSocketExtensionData("permessage-deflate", parameters))
                  .newExtensionDecoder());
    }
    channel.pipeline().addLast(new Utf8FrameValidator(true));
    var seen = new ArrayList<String>();
    String failure = write(channel, bytes);
    var message = Unpooled.buffer();
    String kind = "";
    boolean isClosed = false;
    for (WebSocketFrame frame; (frame = channel.readInbound()) != null; ) {
      switch (frame) {
        case PingWebSocketFrame ping -> seen.add("ping " + ByteBufUtil.hexDump(ping.content()));
        case PongWebSocketFrame pong -> seen.add("pong " + ByteBufUtil.hexDump(pong.content()));
        case CloseWebSocketFrame close -> {
          seen.add("close " + (close.statusCode() == -1 ? 1005 : close.statusCode()) + " " + close.reasonText());
          isClosed = true;
        }
        default -> {
          kind = frame instanceof TextWebSocketFrame ? "text " : frame instanceof BinaryWebSocketFrame ? "binary " : kind;
          message.writeBytes(frame.content());
          if (frame.isFinalFragment()) {
            seen.add(kind + hash(message));
            message.clear();
          }
        }
      }
      frame.release();
    }
    message.release();
    if (!failure.isEmpty() && !isClosed) {
      seen.add("violation");
    }
    channel.pipeline().close();
    return failure.contains("cannot read uncompressed buffer") ? Optional.empty() : Optional.of(seen);
  }

  private static String hash(ByteBuf message) {
    return AutobahnCase.digest(ByteBufUtil.getBytes(message));
  }

  private static String write(EmbeddedChannel channel, byte[] bytes) {
    try {
      channel.writeInbound(Unpooled.copiedBuffer(bytes));
      return "";
    } catch (RuntimeException violation) {
      return String.valueOf(violation);
    }
  }
}
