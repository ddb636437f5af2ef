package dev.gonzo.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Names of hosts by the system's resolver, which waits: for threads outside the kernel. */
final class HostNames {
  private static final String THIS_MACHINE = "localhost";

  private HostNames() {}

  /**
   * Finds the addresses, in the system's order. A system that does not know itself is helped: by
   * RFC 6761, {@code localhost} and what ends with it never means another machine.
   */
  static List<InetAddress> resolve(String host) throws UnknownHostException {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      String name = host.toLowerCase(Locale.ROOT);
      if (name.equals(THIS_MACHINE) || name.endsWith("." + THIS_MACHINE)) {
        return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
      }
      throw unknown;
    }
  }
}
