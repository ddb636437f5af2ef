package dev.gonzo.kernel.driver;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The texts of socket addresses, for messages. */
public final class AddressText {
  private AddressText() {}

  /**
   * Returns the text of an address for messages: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code
   * localhost:80 (127.0.0.1)}, {@code /run/it.sock}. Does not query a name server.
   *
   * @param address any address
   * @return its text
   */
  public static String of(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? text(internet) : address.toString();
  }

  private static String text(InetSocketAddress address) {
    String name = address.getHostString();
    InetAddress host = address.getAddress();
    if (host == null) {
      return name + ":" + address.getPort();
    }
    if (!name.equals(host.getHostAddress())) {
      return name + ":" + address.getPort() + " (" + shortened(host) + ")";
    }
    String literal = shortened(host);
    return (host instanceof Inet6Address ? "[" + literal + "]" : literal) + ":" + address.getPort();
  }

  /** Shortens the longest run of zeros to {@code ::}, since the JDK writes all eight groups. */
  private static String shortened(InetAddress host) {
    String full = host.getHostAddress();
    if (!(host instanceof Inet6Address)) {
      return full;
    }
    int percent = full.indexOf('%');
    String groups = percent < 0 ? full : full.substring(0, percent);
    String scope = percent < 0 ? "" : full.substring(percent);
    for (int length = 8; length >= 2; length--) {
      String zeros = ":0".repeat(length) + ":";
      int start = (":" + groups + ":").indexOf(zeros);
      if (start >= 0) {
        String padded = ":" + groups + ":";
        String before = padded.substring(0, start);
        String after = padded.substring(start + zeros.length());
        return (before.isEmpty() ? "" : before.substring(1))
            + "::"
            + (after.isEmpty() ? "" : after.substring(0, after.length() - 1))
            + scope;
      }
    }
    return groups + scope;
  }
}
