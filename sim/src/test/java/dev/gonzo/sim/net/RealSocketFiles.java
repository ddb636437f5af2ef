package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;

/** The files of simulated Unix sockets, on the real disk, as the kit looks at them there. */
final class RealSocketFiles implements SocketFiles {
  @Override
  public long create(UnixAddress path) {
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path.path())); // the JDK leaves the file behind
    } catch (BindException inUse) {
      return -ErrorNumber.EADDRINUSE;
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
