package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.HeaderSyntax;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request consists of (RFC 9113, section 8.3.1; RFC 8441, section 4). */
final class RequestRules {
  private static final String SECTION = "RFC 9113, section 8.3.1";

  private RequestRules() {}

  private static ProtocolException malformed(int stream, String reason) {
    return ProtocolException.stream(stream, ErrorCode.PROTOCOL_ERROR, SECTION, reason);
  }

  /** {@return the request of fields} */
  static Received.Request request(int stream, MessageFields fields, Http2Limits limits) {
    String method = fields.take(":method");
    String scheme = fields.take(":scheme");
    String authority = fields.take(":authority");
    String path = fields.take(":path");
    String protocol = limits.allowsExtendedConnect() ? fields.take(":protocol") : null;
    fields.requireNoOther();
    if (method == null || !isToken(method)) {
      throw malformed(stream, "no valid :method");
    }
    authority = authority(stream, authority, fields.host());
    if (method.equals("CONNECT") && protocol == null) {
      if (scheme != null || path != null || authority.isEmpty()) {
        throw malformed(stream, "CONNECT has :authority, and neither :scheme nor :path");
      }
      return request(stream, method, "", authority, "", null, fields);
    }
    if (protocol != null && (!method.equals("CONNECT") || !isToken(protocol))) {
      throw malformed(stream, ":protocol without CONNECT, or not a token");
    }
    if (scheme == null || !isScheme(scheme)) {
      throw malformed(stream, "no valid :scheme");
    }
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    if (path == null || !isPath(path, method, isWeb)) {
      throw malformed(stream, "no valid :path");
    }
    if (isWeb && authority.isEmpty()) {
      throw malformed(stream, "neither :authority nor host");
    }
    return request(stream, method, scheme, authority, path, protocol, fields);
  }

  private static Received.Request request(
      int stream,
      String method,
      String scheme,
      String authority,
      String path,
      @Nullable String protocol,
      MessageFields fields) {
    return new Received.Request(
        stream, method, scheme, authority, path, Optional.ofNullable(protocol), fields.headers());
  }

  private static String authority(int stream, @Nullable String authority, @Nullable String host) {
    if (authority != null && host != null && !authority.equalsIgnoreCase(host)) {
      throw malformed(stream, ":authority and host differ");
    }
    String named = authority != null ? authority : host != null ? host : "";
    if (!isAuthority(named) || (authority != null && authority.isEmpty())) {
      throw malformed(stream, "no valid :authority");
    }
    return named;
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HeaderSyntax.isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      boolean isOther = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!isLetter && (i == 0 || !isOther)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isAuthority(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F || "@/?#\\\"<>^`{|},".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether a text can be a path: from the root, or the asterisk of OPTIONS} */
  static boolean isPath(String text, String method, boolean isWeb) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '#') {
        return false;
      }
    }
    return text.startsWith("/")
        || (text.equals("*") && method.equals("OPTIONS"))
        || (!isWeb && !text.isEmpty());
  }
}
