package dev.gonzo.recorder.format;

import dev.gonzo.trap.NativeText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** Encodes and decodes paths and addresses. No host name is looked up for it. */
final class Addresses {
  private Addresses() {}

  static void write(ByteWriter out, Path path) {
    boolean isDefault = path.getFileSystem() == FileSystems.getDefault();
    out.oneByte((isDefault ? Tag.PATH : Tag.PATH_ELSEWHERE).number());
    out.text(isDefault ? NativeText.of(path) : path.toUri().toString());
  }

  static Path path(ByteReader from) {
    String text = from.text();
    try {
      return NativeText.path(text);
    } catch (IllegalArgumentException wrong) {
      throw new DamagedDataException("'" + text + "' is no path");
    }
  }

  /** A path of another file system, which the program must have opened. */
  static Path pathElsewhere(ByteReader from) {
    String text = from.text();
    try {
      return Path.of(URI.create(text));
    } catch (RuntimeException wrong) {
      throw new DamagedDataException("'" + text + "' is no path of an open file system");
    }
  }

  /**
   * Encodes an address.
   *
   * @param withName whether its name is a part of it; a look-up adds one to an address at any time
   */
  static void write(ByteWriter out, InetAddress address, boolean withName) {
    out.oneByte(Tag.INET_ADDRESS.number());
    plain(out, address, withName);
  }

  private static void plain(ByteWriter out, InetAddress address, boolean withName) {
    String text = address.toString();
    out.text(withName ? text.substring(0, text.indexOf('/')) : "");
    out.sized(address.getAddress());
    out.number(address instanceof Inet6Address six ? six.getScopeId() : 0);
  }

  static InetAddress address(ByteReader from) {
    String name = from.text();
    byte[] bytes = from.sized();
    int scope = (int) from.number();
    try {
      String known = name.isEmpty() ? null : name;
      return bytes.length == 16 && scope != 0
          ? Inet6Address.getByAddress(known, bytes, scope)
          : InetAddress.getByAddress(known, bytes);
    } catch (UnknownHostException wrong) {
      throw new DamagedDataException("an address of " + bytes.length + " bytes");
    }
  }

  static void write(ByteWriter out, InetSocketAddress address, boolean withName) {
    InetAddress resolved = address.getAddress();
    if (resolved == null) {
      out.oneByte(Tag.UNRESOLVED_ADDRESS.number());
      out.text(address.getHostString());
    } else {
      out.oneByte(Tag.SOCKET_ADDRESS.number());
      plain(out, resolved, withName);
    }
    out.number(address.getPort());
  }

  static InetSocketAddress socketAddress(ByteReader from) {
    InetAddress address = address(from);
    return new InetSocketAddress(address, port(from));
  }

  static InetSocketAddress unresolved(ByteReader from) {
    String host = from.text();
    return InetSocketAddress.createUnresolved(host, port(from));
  }

  private static int port(ByteReader from) {
    long port = from.number();
    if (port < 0 || port > 0xffff) {
      throw new DamagedDataException("a port of " + port);
    }
    return (int) port;
  }
}
