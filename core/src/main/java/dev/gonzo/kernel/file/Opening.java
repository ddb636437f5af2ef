package dev.gonzo.kernel.file;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.OpenDirectory;
import dev.gonzo.trap.OpenFile;
import dev.gonzo.trap.OpenWatch;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens something, which is closed again if the task has left meanwhile.
 *
 * @param path where it is
 * @param how opens it
 * @param canBeAbandoned whether nothing is changed by it
 */
record Opening(Path path, Way how, boolean canBeAbandoned) implements FileOperation<FileHandle> {
  /** A way to open something. */
  @FunctionalInterface
  interface Way {
    FileHandle open() throws IOException;
  }

  static Opening file(OpenFile asked) {
    return new Opening(asked.path(), () -> open(asked), changesNothing(asked));
  }

  private static FileHandle open(OpenFile asked) throws IOException {
    LinuxOptions options = LinuxOptions.of(asked);
    return options == null ? ChannelFile.open(asked) : LinuxFile.open(options);
  }

  private static boolean changesNothing(OpenFile asked) {
    return !asked.options().contains(StandardOpenOption.CREATE)
        && !asked.options().contains(StandardOpenOption.CREATE_NEW)
        && !asked.options().contains(StandardOpenOption.TRUNCATE_EXISTING)
        && !asked.options().contains(StandardOpenOption.DELETE_ON_CLOSE);
  }

  static Opening directory(OpenDirectory asked) {
    return new Opening(asked.path(), () -> new OpenDirectoryHandle(asked.path()), true);
  }

  static Opening watch(OpenWatch asked, Watches watches) {
    return new Opening(asked.directory(), () -> watches.open(asked), true);
  }

  @Override
  public FileHandle perform(Scratch scratch) throws IOException {
    try {
      return how.open();
    } catch (FileSystemException failure) {
      String reason = failure.getReason();
      if (reason != null && reason.startsWith("Too many open files")) {
        throw new TooManyOpenFilesException("cannot open " + path);
      }
      throw failure;
    }
  }

  @Override
  public void takeBack(FileHandle handle, Scratch scratch) {
    handle.release();
  }

  @Override
  public String toString() {
    return "opening " + path;
  }
}
