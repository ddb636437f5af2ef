package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The four forms of a target (RFC 9112, section 3.2), and hosts. */
final class Targets {
  private Targets() {}

  /** Throws if the target does not fit the method, or contradicts the field host. */
  static void check(String method, String target, @Nullable String host) {
    if (method.equals("CONNECT")) {
      if (!isHost(target, true) || target.startsWith(":")) {
        throw bad("the target of CONNECT is not a host and a port", "RFC 9112, 3.2.3");
      }
      if (host != null && !isSameAuthority(target, host, "")) {
        throw bad("the target of CONNECT and the field host differ", "RFC 9112, 3.2.3");
      }
      return;
    }
    char first = target.charAt(0);
    if (first == '/') {
      return;
    }
    if (first == '*' && target.length() == 1) {
      if (!method.equals("OPTIONS")) {
        throw bad("the target * is for OPTIONS only", "RFC 9112, 3.2.4");
      }
      return;
    }
    checkAbsolute(target, host);
  }

  private static void checkAbsolute(String target, @Nullable String host) {
    int colon = target.indexOf("://");
    if (colon <= 0 || !isScheme(target, colon)) {
      throw bad("the target is no path and no URI with an authority", "RFC 9112, 3.2");
    }
    int from = colon + 3;
    int to = from;
    while (to < target.length() && target.charAt(to) != '/' && target.charAt(to) != '?') {
      to++;
    }
    String authority = target.substring(from, to);
    if (authority.isEmpty() || authority.startsWith(":") || !isHost(authority, false)) {
      throw bad("the authority of the target is not a host", "RFC 9110, 4.2");
    }
    if (host != null && !isSameAuthority(authority, host, target.substring(0, colon))) {
      throw bad("the target and the field host name different hosts", "RFC 9112, 3.2.2");
    }
  }

  private static boolean isScheme(String target, int end) {
    for (int i = 0; i < end; i++) {
      char c = target.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && (i == 0 || "0123456789+-.".indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameAuthority(String one, String other, String scheme) {
    return withoutPort(one, scheme).equalsIgnoreCase(withoutPort(other, scheme));
  }

  private static String withoutPort(String authority, String scheme) {
    String port =
        switch (scheme.toLowerCase(Locale.ROOT)) {
          case "http" -> ":80";
          case "https" -> ":443";
          default -> ":";
        };
    String shorter =
        authority.endsWith(port)
            ? authority.substring(0, authority.length() - port.length())
            : authority;
    return shorter.endsWith(":") ? shorter.substring(0, shorter.length() - 1) : shorter;
  }

  /** Returns whether a text is a host, and perhaps a port; an empty host is one. */
  static boolean isHost(String text, boolean needsPort) {
    int end = text.startsWith("[") ? addressEnd(text) : nameEnd(text);
    if (end < 0) {
      return false;
    }
    if (end == text.length()) {
      return !needsPort;
    }
    if (text.charAt(end) != ':'
        || text.length() - end > 6
        || (needsPort && end + 1 == text.length())) {
      return false;
    }
    int port = 0;
    for (int i = end + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = 10 * port + c - '0';
    }
    return port <= 65535;
  }

  private static int addressEnd(String text) {
    int end = text.indexOf(']');
    for (int i = 1; i < end; i++) {
      char c = text.charAt(i);
      if (!isHex(c) && ":.".indexOf(c) < 0) {
        return -1;
      }
    }
    return end > 2 ? end + 1 : -1;
  }

  private static int nameEnd(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) != ':') {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 2 >= text.length() || !isHex(text.charAt(at + 1)) || !isHex(text.charAt(at + 2))) {
          return -1;
        }
      } else if (!isNamePart(c)) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~!$&'()*+,;=".indexOf(c) >= 0;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
