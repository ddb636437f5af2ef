package dev.gonzo.monitor.server;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The socket that a killed process has left behind: a file to which no connection is possible. */
final class StaleSocket {
  private StaleSocket() {}

  /**
   * Removes it, if there is one at the path.
   *
   * @throws FileAlreadyExistsException if there is another file, or a server
   */
  static void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "it is not a socket: choose another path, or delete it");
    }
    if (answers(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "another program listens there: choose another path");
    }
    Files.delete(path);
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  private static boolean answers(Path path) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
