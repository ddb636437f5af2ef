package dev.gonzo.http.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What Netty's decoders make of bytes, in the same lines as {@link Feed}'s. */
final class NettyOracle {
  private NettyOracle() {}

  static List<String> events(HttpObjectDecoder decoder, String bytes) {
    var channel = new EmbeddedChannel(decoder);
    var events = new ArrayList<String>();
    channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    boolean isEnded = false;
    while (true) {
      Object next = channel.readInbound();
      if (next == null) {
        if (isEnded) {
          return events;
        }
        isEnded = true;
        channel.finish();
        continue;
      }
      if (next instanceof HttpObject message) {
        add(events, message);
      } else {
        // Bytes of another protocol.
        isEnded = true;
      }
      ReferenceCountUtil.release(next);
    }
  }

  private static void add(List<String> events, HttpObject next) {
    if (next.decoderResult().isFailure()) {
      events.add("violation");
      return;
    }
    switch (next) {
      case HttpRequest head ->
          events.add(
              head.method()
                  + " "
                  + head.uri()
                  + " "
                  + head.protocolVersion()
                  + fields(head.headers()));
      case HttpResponse head ->
          events.add(
              head.protocolVersion()
                  + " "
                  + head.status().code()
                  + " "
                  + head.status().reasonPhrase()
                  + fields(head.headers()));
      default -> {
        // A content, below.
      }
    }
    if (next instanceof HttpContent content) {
      String data = content.content().toString(ISO_8859_1);
      if (!data.isEmpty()) {
        boolean isMore = !events.isEmpty() && events.getLast().startsWith("data ");
        events.add(isMore ? events.removeLast() + data : "data " + data);
      }
    }
    if (next instanceof LastHttpContent last) {
      events.add("end" + fields(last.trailingHeaders()));
    }
  }

  private static String fields(HttpHeaders headers) {
    var out = new StringBuilder();
    headers
        .iteratorAsString()
        .forEachRemaining(each ->
            out.append(" | ")
                .append(each.getKey().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(each.getValue()));
    return out.toString();
  }
}
