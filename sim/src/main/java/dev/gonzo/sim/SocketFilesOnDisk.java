package dev.gonzo.sim;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.sim.disk.SocketPaths;
import dev.gonzo.sim.net.SocketFiles;
import dev.gonzo.trap.UnixAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files of a machine's Unix sockets, on its disk. */
final class SocketFilesOnDisk implements SocketFiles {
  private @Nullable SocketPaths paths;

  /** Sets the files of the program that runs now. */
  void areIn(HostFiles current) {
    paths = current.sockets();
  }

  private SocketPaths paths() {
    return Objects.requireNonNull(paths, "the kernel has no files yet");
  }

  @Override
  public long create(UnixAddress path) {
    long created = paths().create(path.path());
    return created == -ErrorNumber.EEXIST ? -ErrorNumber.EADDRINUSE : created;
  }

  @Override
  public long find(UnixAddress path) {
    return paths().find(path.path());
  }

  @Override
  public void remove(UnixAddress path, long inode) {
    paths().remove(path.path(), inode);
  }
}
