package dev.gonzo.net;

/** What may be a port. */
final class Ports {
  private static final int HIGHEST = 65_535;

  private Ports() {}

  /** Refuses what is no port: 0 is one only where the system may choose. */
  static void require(int port, int least) {
    if (port < least || port > HIGHEST) {
      throw new IllegalArgumentException(
          "a port is a number from " + least + " to " + HIGHEST + ", got " + port);
    }
  }
}
