package dev.gonzo.sim;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.sim.net.SocketFiles;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a machine's Unix sockets: empty ones on its disk. */
final class SocketFilesOnDisk implements SocketFiles {
  private @Nullable HostFiles files;

  /** Sets the files of the program that runs now. */
  void areIn(HostFiles current) {
    files = current;
  }

  private HostFiles files() {
    return Objects.requireNonNull(files, "the kernel has no files yet");
  }

  @Override
  public long create(UnixAddress path) {
    try {
      Handle created =
          files()
              .perform(
                  new OpenFile(
                      path.path(),
                      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                      List.of()));
      Object _ = files().perform(new CloseFile(created));
    } catch (Exception refused) {
      return errorNumber(refused);
    }
    return find(path);
  }

  @Override
  public long find(UnixAddress path) {
    try {
      return files().number(path.path());
    } catch (IOException refused) {
      return errorNumber(refused);
    }
  }

  /** What a system call would have returned for a failure of the disk. */
  private static long errorNumber(Exception refused) {
    return switch (refused) {
      case FileAlreadyExistsException _ -> -ErrorNumber.EADDRINUSE;
      case NoSuchFileException _ -> -ErrorNumber.ENOENT;
      case IOException _ -> -ErrorNumber.EACCES;
      default -> throw new AssertionError(refused);
    };
  }

  @Override
  public void remove(UnixAddress path, long inode) {
    if (find(path) == inode) {
      try {
        Object _ = files().perform(new RemovePath(path.path()));
      } catch (Exception refused) {
        // It stays, as that of a program that was killed does: the directory lets no one remove it.
        long _ = errorNumber(refused);
      }
    }
  }
}
