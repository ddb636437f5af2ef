package dev.gonzo.trap;

import java.net.SocketAddress;
import java.nio.file.Path;

/**
 * The address of a Unix socket: a path, or an abstract name, which no file stands for and which is
 * gone with its socket (Linux only). Written as a string, an abstract name begins with a NUL.
 *
 * <p>The system compares bytes, and its names need not be text: strings are {@link NativeText}.
 */
public final class UnixAddress extends SocketAddress {
  /** Of a socket that was not bound: nobody can send to it. */
  public static final UnixAddress UNNAMED = new UnixAddress("");

  private static final long serialVersionUID = 1;

  /** As it is written: a path, or a NUL and an abstract name. */
  private final String text;

  private UnixAddress(String text) {
    this.text = text;
  }

  /**
   * Makes one of its text.
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
    // One of the ways to write the same bytes, so that equal addresses are equal.
    return new UnixAddress(NativeText.decode(NativeText.encode(checked)));
  }

  /**
   * Makes one of a path.
   *
   * @param path where the socket is, or will be
   * @return the address
   */
  public static UnixAddress of(Path path) {
    return of(NativeText.of(path));
  }

  /** {@return whether it is a name that no file stands for} */
  public boolean isAbstract() {
    return !isUnnamed() && text.charAt(0) == '\0';
  }

  /** {@return whether it is that of a socket without an address} */
  public boolean isUnnamed() {
    return text.isEmpty();
  }

  /** {@return the path, or a NUL and the abstract name; nothing if it is unnamed} */
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

  /** {@return how many bytes it takes, without a NUL at the end of a path} */
  public int sizeBytes() {
    return bytes().length;
  }

  /** {@return what the system has: the path, or a NUL and the abstract name; a new array} */
  public byte[] bytes() {
    return NativeText.encode(text);
  }

  /**
   * Makes one of its bytes.
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

  /** {@return the path, or the abstract name behind an @, as tools print it} */
  @Override
  public String toString() {
    return isUnnamed() ? "(unnamed)" : isAbstract() ? "@" + text.substring(1) : text;
  }
}
