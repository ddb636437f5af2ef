package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files of simulated Unix sockets, on the real disk, as the kit looks at them there. */
final class RealSocketFiles implements SocketFiles {
  @Override
  public long create(UnixAddress path) {
    if (Files.exists(path.path(), LinkOption.NOFOLLOW_LINKS)) {
      return -ErrorNumber.EADDRINUSE;
    }
    try {
      // Under a short name at first, since the JDK does not take the longest that Linux does.
      Path directory = Files.createTempDirectory("gonzo");
      Path file = directory.resolve("socket");
      try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(UnixDomainSocketAddress.of(file)); // the JDK leaves the file behind
        Files.move(file, path.path());
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException noDirectory) {
      return -ErrorNumber.ENOENT;
    }
    return find(path);
  }

  @Override
  public long find(UnixAddress path) {
    try {
      return (Long) Files.getAttribute(path.path(), "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException none) {
      return -ErrorNumber.ENOENT;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void remove(UnixAddress path, long inode) {
    if (find(path) == inode) {
      try {
        Files.delete(path.path());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
