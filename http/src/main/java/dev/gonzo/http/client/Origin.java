package dev.gonzo.http.client;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A server: what two URIs have in common if credentials for one may be sent to the other.
 *
 * @param isSecure whether the scheme is https
 * @param host the host, in lower case; an address of IPv6 without brackets
 * @param port the port
 */
record Origin(boolean isSecure, String host, int port) {
  private static final int MOST_PORT = 65_535;

  /** Returns the origin of a URI; throws if a client cannot send a request there. */
  static Origin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean isSecure =
        switch (scheme) {
          case "https" -> true;
          case "http" -> false;
          case "" -> throw wrong(uri, "has no scheme: begin it with https:// or http://");
          default -> throw wrong(uri, "has the scheme " + scheme + ": use https or http");
        };
    String authority = uri.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw wrong(uri, "has no host");
    }
    if (authority.indexOf('@') >= 0) {
      // Its text is not quoted: it has a password.
      throw new IllegalArgumentException(
          "a URI with a user name is refused, for its password would end up in logs: take it out,"
              + " and send the header authorization");
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = hasPort ? authority.substring(0, colon) : authority;
    return new Origin(
        isSecure,
        host(uri, host),
        hasPort && colon < authority.length() - 1
            ? port(uri, authority.substring(colon + 1))
            : isSecure ? 443 : 80);
  }

  private static int port(URI uri, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= MOST_PORT) {
        return port;
      }
    } catch (NumberFormatException noNumber) {
      // The same answer.
    }
    throw wrong(uri, "has the port " + text + ": a port is from 1 to 65535");
  }

  private static String host(URI uri, String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      String address = text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
      if (address.isEmpty()
          || !address.chars().allMatch(c -> "0123456789abcdef:.".indexOf(c) >= 0)) {
        throw wrong(uri, "has a host that is no address: leave out a zone, such as %eth0");
      }
      return address;
    }
    String name;
    try {
      name = isAscii(text) ? text : IDN.toASCII(text);
    } catch (IllegalArgumentException notAllowed) {
      throw wrong(uri, "has a host that is no name");
    }
    if (name.isEmpty() || !name.chars().allMatch(Origin::isNamePart)) {
      throw wrong(uri, "has a host that is no name");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  private static boolean isNamePart(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static IllegalArgumentException wrong(URI uri, String what) {
    return new IllegalArgumentException("the URI " + uri + " " + what);
  }

  String scheme() {
    return isSecure ? "https" : "http";
  }

  /** The host, and the port if it is not the scheme's: what the field host has. */
  String authority() {
    return port == (isSecure ? 443 : 80) ? bracketed() : hostAndPort();
  }

  /** The host and the port: the target of CONNECT. */
  String hostAndPort() {
    return bracketed() + ":" + port;
  }

  private String bracketed() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return scheme() + "://" + authority();
  }

  /** Returns the path and query of a URI, as they are sent. */
  static String target(URI uri) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    String target =
        (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    return isAscii(target) ? target : asciiTarget(uri);
  }

  private static String asciiTarget(URI uri) {
    @Nullable URI ascii = URI.create(uri.toASCIIString());
    return target(ascii);
  }
}
