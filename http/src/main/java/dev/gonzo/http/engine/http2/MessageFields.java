package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.HeaderSyntax;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.hpack.HpackField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message: pseudo-headers, which come first, and headers (RFC 9113, section 8.2).
 */
final class MessageFields {
  private final int stream;
  private final Map<String, String> pseudo = new LinkedHashMap<>();
  private final List<Header> headers = new ArrayList<>();
  private @Nullable StringBuilder cookies;
  private int cookieAt;
  private @Nullable String host;
  private long contentLength = -1;

  private MessageFields(int stream) {
    this.stream = stream;
  }

  /** Sorts fields, and checks what holds for those of all messages. */
  static MessageFields read(int stream, List<HpackField> fields) {
    var message = new MessageFields(stream);
    for (HpackField field : fields) {
      message.add(field.name(), field.value());
    }
    message.joinCookies();
    return message;
  }

  private ProtocolException malformed(String section, String reason) {
    return ProtocolException.stream(
        stream, ErrorCode.PROTOCOL_ERROR, "RFC 9113, section " + section, reason);
  }

  private void add(String name, String value) {
    requireValue(name, value);
    if (name.startsWith(":")) {
      if (!headers.isEmpty() || cookies != null) {
        throw malformed("8.3", "a pseudo-header after a header");
      }
      if (pseudo.put(name, value) != null) {
        throw malformed("8.3", "a pseudo-header twice");
      }
      return;
    }
    requireName(name);
    switch (name) {
      case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" ->
          throw malformed("8.2.2", "the header %s, which HTTP/2 does not have".formatted(name));
      case "te" -> {
        if (!value.equalsIgnoreCase("trailers")) {
          throw malformed("8.2.2", "te is not \"trailers\"");
        }
      }
      case "host" -> {
        if (host != null) {
          throw malformed("8.3.1", "the header host twice");
        }
        host = value;
      }
      case "content-length" -> contentLength = length(value);
      case "cookie" -> {
        addCookie(value);
        return;
      }
      default -> {
        // Any other header has no rule of its own.
      }
    }
    headers.add(new Header(name, value));
  }

  private void requireName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!HeaderSyntax.isTokenCharacter(c) || (c >= 'A' && c <= 'Z')) {
        throw malformed("8.2.1", "the name of a header is no token in lower case");
      }
    }
    if (name.isEmpty()) {
      throw malformed("8.2.1", "a header has no name");
    }
  }

  private void requireValue(String name, String value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      if (!HeaderSyntax.isValueCharacter(value.charAt(i))) {
        throw malformed("8.2.1", "a header has a character that it cannot have");
      }
    }
    if (length > 0 && (value.charAt(0) <= ' ' || value.charAt(length - 1) <= ' ')) {
      throw malformed("8.2.1", "a header has spaces at its ends");
    }
    if (name.isEmpty()) {
      throw malformed("8.2.1", "a header has no name");
    }
  }

  private long length(String value) {
    if (contentLength >= 0) {
      throw malformed("8.1.1", "content-length twice");
    }
    long length = ContentLength.parse(value);
    if (length < 0) {
      throw malformed("8.1.1", "content-length is no number");
    }
    return length;
  }

  private void addCookie(String value) {
    StringBuilder joined = cookies;
    if (joined == null) {
      cookies = new StringBuilder(value);
      cookieAt = headers.size();
    } else if (!value.isEmpty()) {
      // An empty one would leave a space at an end, which no header has.
      joined.append(joined.isEmpty() ? "" : "; ").append(value);
    }
  }

  private void joinCookies() {
    if (cookies != null) {
      headers.add(cookieAt, new Header("cookie", cookies.toString()));
    }
  }

  /** Removes a pseudo-header. */
  @Nullable String take(String name) {
    return pseudo.remove(name);
  }

  /** Refuses the pseudo-headers that were not taken. */
  void requireNoOther() {
    if (!pseudo.isEmpty()) {
      throw malformed("8.3", "a pseudo-header that this message does not have");
    }
  }

  @Nullable String host() {
    return host;
  }

  /** {@return what content-length says; -1 without one} */
  long contentLength() {
    return contentLength;
  }

  Headers headers() {
    return Headers.of(headers);
  }
}
