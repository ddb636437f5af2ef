package dev.gonzo.monitor.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The socket that a killed process has left behind: a file to which no connection is possible. */
final class StaleSocket {
  private static final int FILE_TYPE = 0xF000; // S_IFMT
  private static final int SOCKET = 0xC000; // S_IFSOCK

  private StaleSocket() {}

  /**
   * Removes it, if there is one at the path.
   *
   * @throws FileAlreadyExistsException if there is another file, or a server
   * @throws IOException if there may be a server
   */
  static void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!maybeSocket(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "it is not a socket: choose another path, or delete it");
    }
    if (answers(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "another program listens there: choose another path");
    }
    Files.deleteIfExists(path);
  }

  /** Whether it is a socket; true also where the JDK does not distinguish one from a device. */
  private static boolean maybeSocket(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      return false;
    }
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET;
    } catch (UnsupportedOperationException notDistinguished) {
      return true;
    }
  }

  private static boolean answers(Path path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A server whose queue is full does not hold this up.
      channel.configureBlocking(false);
      boolean _ = channel.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException unknown) {
      // Such as the rights on a living server's socket, or no file descriptor left here.
      throw new IOException(
          "cannot find out whether a program listens at "
              + path
              + " ("
              + unknown.getMessage()
              + "): choose another path, or delete it if none does",
          unknown);
    }
  }
}
