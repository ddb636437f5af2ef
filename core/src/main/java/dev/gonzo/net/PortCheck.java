package dev.gonzo.net;

/** Checks port numbers. */
final class PortCheck {
  private static final int HIGHEST = 65_535;

  private PortCheck() {}

  /** Throws if a number is not a valid port. 0 is valid only where the system may choose. */
  static void require(int port, int least) {
    if (port < least || port > HIGHEST) {
      throw new IllegalArgumentException(
          "a port must be between " + least + " and " + HIGHEST + ", got " + port);
    }
  }
}
