package dev.gonzo.kernel.offload;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Resolves host names with the system's resolver, which blocks. For threads outside the kernel. */
final class Resolver {
  private static final String THIS_MACHINE = "localhost";

  /** The limit of the domain name system (RFC 1035), in the usual notation. */
  private static final int MOST_CHARACTERS = 253;

  private Resolver() {}

  /**
   * Finds the addresses of a host, in the system's order. {@code localhost} and names below it,
   * also with a final dot, are always this machine (RFC 6761), even if the system cannot resolve
   * them. The JDK's resolver takes an empty name for this machine, which hides a missing setting;
   * here it is refused.
   */
  static List<InetAddress> resolve(String host) throws UnknownHostException {
    String name = ascii(withoutLastDot(host));
    if (name.isEmpty()) {
      throw new UnknownHostException(
          host.isEmpty()
              ? "the name of the host is empty: give a name or an address"
              : host + " is not the name of a host");
    }
    if (name.length() > MOST_CHARACTERS) {
      throw new UnknownHostException(
          "the name of a host has at most %d characters, and this has %d: %s..."
              .formatted(MOST_CHARACTERS, name.length(), name.substring(0, 40)));
    }
    try {
      return List.of(InetAddress.getAllByName(isThisMachine(name) ? name : ascii(host)));
    } catch (UnknownHostException unknown) {
      if (isThisMachine(name)) {
        return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
      }
      throw unknown;
    }
  }

  private static boolean isThisMachine(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(THIS_MACHINE) || lower.endsWith("." + THIS_MACHINE);
  }

  /**
   * With a final dot the resolver looks the name up as it is, without appending a search domain.
   */
  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Converts a name in another script to the ASCII form that name servers use (RFC 5890). */
  private static String ascii(String name) throws UnknownHostException {
    if (name.chars().allMatch(character -> character < 0x80)) {
      return name;
    }
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException noName) {
      var unknown = new UnknownHostException(name + " is not the name of a host");
      unknown.initCause(noName);
      throw unknown;
    }
  }
}
