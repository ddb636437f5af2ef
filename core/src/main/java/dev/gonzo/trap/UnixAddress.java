package dev.gonzo.trap;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The address of a Unix socket: a path, or an abstract name, which no file stands for and which is
 * gone with its socket (Linux only). Written as a string, an abstract name begins with a NUL.
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
   * @throws IllegalArgumentException if it is empty, or has a NUL elsewhere in a path
   */
  public static UnixAddress of(String text) {
    if (text.isEmpty() || text.equals("\0")) {
      throw new IllegalArgumentException("a Unix address is a path, or a NUL and a name: got none");
    }
    if (text.indexOf('\0', 1) > 0 && text.charAt(0) != '\0') {
      throw new IllegalArgumentException("a path has no NUL in it: " + text.replace('\0', '@'));
    }
    return new UnixAddress(text);
  }

  /**
   * Makes one of a path.
   *
   * @param path where the socket is, or will be
   * @return the address
   */
  public static UnixAddress of(Path path) {
    return of(path.toString());
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
    return Path.of(text);
  }

  /** {@return how many bytes it takes, without a NUL at the end of a path} */
  public int sizeBytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
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
