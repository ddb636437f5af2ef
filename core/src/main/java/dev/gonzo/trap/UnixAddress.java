package dev.gonzo.trap;

import java.net.SocketAddress;
import java.nio.file.Path;

/**
 * The address of a Unix socket: a path, or an abstract name, which has no file and disappears with
 * its socket (Linux only). As a string, an abstract name begins with a NUL.
 *
 * <p>The system compares bytes, which need not be valid text: the strings are {@link NativeText}.
 */
public final class UnixAddress extends SocketAddress {
  /** The address of an unbound socket, to which no datagram can be sent. */
  public static final UnixAddress UNNAMED = new UnixAddress("");

  private static final long serialVersionUID = 1;

  /** A path, or a NUL and an abstract name. */
  private final String text;

  private UnixAddress(String text) {
    this.text = text;
  }

  /**
   * Returns the address for a text.
   *
   * @param text a path, or a NUL and an abstract name
   * @return the address
   * @throws IllegalArgumentException if it is empty, has a NUL elsewhere in a path, or cannot be
   *     written in bytes: see {@link NativeText#encode}
   */
  public static UnixAddress of(String text) {
    if (text.isEmpty() || text.equals("\0")) {
      throw new IllegalArgumentException("a Unix address is a path, or a NUL and a name: got none");
    }
    boolean isPath = text.charAt(0) != '\0';
    String checked = isPath ? NativeText.check("the path of a Unix address", text) : text;
    // Normalised: several strings can encode to the same bytes, and those addresses must be equal.
    return new UnixAddress(NativeText.decode(NativeText.encode(checked)));
  }

  /**
   * Returns the address for a path.
   *
   * @param path the path of the socket, which need not exist yet
   * @return the address
   */
  public static UnixAddress of(Path path) {
    return of(NativeText.of(path));
  }

  /** {@return whether it is an abstract name, which has no file} */
  public boolean isAbstract() {
    return !isUnnamed() && text.charAt(0) == '\0';
  }

  /** {@return whether it is the address of an unbound socket} */
  public boolean isUnnamed() {
    return text.isEmpty();
  }

  /** {@return the path, or a NUL and the abstract name; empty if it is unnamed} */
  public String text() {
    return text;
  }

  /**
   * {@return the path}
   *
   * @throws IllegalStateException if it is an abstract name, or unnamed
   */
  public Path path() {
    if (isAbstract() || isUnnamed()) {
      throw new IllegalStateException("not a path: " + this);
    }
    return NativeText.path(text);
  }

  /** {@return its length in bytes, without a NUL at the end of a path} */
  public int sizeBytes() {
    return bytes().length;
  }

  /**
   * {@return the bytes that the system uses: the path, or a NUL and the abstract name; a new array}
   */
  public byte[] bytes() {
    return NativeText.encode(text);
  }

  /**
   * Returns the address for the system's bytes.
   *
   * @param bytes a path, or a NUL and an abstract name
   * @return the address
   * @throws IllegalArgumentException if there are none, or a NUL is elsewhere in a path
   */
  public static UnixAddress of(byte[] bytes) {
    return of(NativeText.decode(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnixAddress address && address.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** {@return the path, or an @ and the abstract name, as tools print it} */
  @Override
  public String toString() {
    return isUnnamed() ? "(unnamed)" : isAbstract() ? "@" + text.substring(1) : text;
  }
}
