package dev.gonzo.kernel;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Names of hosts by the system's resolver, which waits: for threads outside the kernel. */
final class HostNames {
  private static final String THIS_MACHINE = "localhost";

  /** As the name system has it (RFC 1035), in its usual notation. */
  private static final int MOST_CHARACTERS = 253;

  private HostNames() {}

  /**
   * Finds the addresses, in the system's order. A system that does not know itself is helped: by
   * RFC 6761, {@code localhost} and what ends with it never means another machine; nor does it with
   * the dot at its end that makes a name complete. The JDK's resolver takes an empty name for this
   * machine, which hides a setting that is missing; it is refused here.
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

  /** With the dot at its end the resolver looks the name up as it is, and adds no domain. */
  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Names in other scripts go to name servers in their ASCII form (RFC 5890). */
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
