package dev.gonzo.cluster.socket;

/** Where a member of the cluster listens. */
record MemberAddress(String host, int port) {
  private static final int MOST_PORTS = 65_535;

  MemberAddress {
    if (host.isBlank() || port < 1 || port > MOST_PORTS) {
      throw new IllegalArgumentException(
          "a member is HOST:PORT with a port from 1 to 65535, not \"" + host + ":" + port + "\"");
    }
  }

  /** Reads {@code host:port}, or {@code [address]:port} for an address of IPv6. */
  static MemberAddress of(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(
          "put the address of IPv6 into brackets: [" + host + "]" + text.substring(colon));
    }
    try {
      return new MemberAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException(
          "a member is HOST:PORT with a port from 1 to 65535, not \"" + text + "\"", noNumber);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
