package dev.gonzo.kernel.driver;

import dev.gonzo.trap.UnixAddress;

/** How long the address of a Unix socket may be on Linux. */
public final class UnixAddressLength {
  // A path needs a NUL at its end; an abstract name, which begins with one, may use all bytes.
  private static final int MOST_PATH_BYTES = 107;
  private static final int MOST_ABSTRACT_BYTES = 108;

  private UnixAddressLength() {}

  /**
   * Refuses an address for which Linux has no room.
   *
   * @param address the address
   * @throws IllegalArgumentException if its path or its name is too long
   */
  public static void require(UnixAddress address) {
    int length = address.sizeBytes();
    int most = address.isAbstract() ? MOST_ABSTRACT_BYTES : MOST_PATH_BYTES;
    if (length > most) {
      throw new IllegalArgumentException(
          address.isAbstract()
              ? "an abstract Unix name has at most %d bytes with its NUL, and this has %d: %s"
                  .formatted(most, length, address)
              : "the path of a Unix socket has at most %d bytes, and this has %d: %s"
                  .formatted(most, length, address));
    }
  }
}
