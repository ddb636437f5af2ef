package dev.gonzo.kernel.file;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.Beneath;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;

/**
 * The opening of a file, a directory or a watch, which is closed again if the task has left
 * meanwhile.
 *
 * @param path the path
 * @param how opens it
 * @param canBeAbandoned whether it changes nothing
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
    for (OpenOption option : asked.options()) {
      if (option instanceof Beneath beneath) {
        return openBeneath(asked, beneath);
      }
    }
    LinuxOptions options = LinuxOptions.of(asked);
    return options == null ? ChannelFile.open(asked) : LinuxFile.open(options);
  }

  private static FileHandle openBeneath(OpenFile asked, Beneath beneath) throws IOException {
    var others = new LinkedHashSet<>(asked.options());
    others.remove(beneath);
    var plain = new OpenFile(asked.path(), others, asked.attributes());
    LinuxOptions options = LinuxOptions.of(plain);
    LinuxFile file = options == null ? null : LinuxFile.openBeneath(options, beneath.root());
    if (file != null) {
      return file;
    }
    // Without a system call for it: checks where the path leads, which could change before the file
    // is opened.
    Path root = beneath.root().toRealPath();
    Path real = asked.path().toRealPath();
    if (!real.startsWith(root)) {
      throw leadsOut(asked.path(), beneath.root());
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw notOrdinary(asked.path());
    }
    others.add(LinkOption.NOFOLLOW_LINKS);
    return open(new OpenFile(real, others, asked.attributes()));
  }

  static AccessDeniedException leadsOut(Path path, Path root) {
    return new AccessDeniedException(path.toString(), null, "it leads out of " + root);
  }

  static FileSystemException notOrdinary(Path path) {
    return new FileSystemException(path.toString(), null, "it is not a regular file");
  }

  private static boolean changesNothing(OpenFile asked) {
    return !asked.options().contains(StandardOpenOption.CREATE)
        && !asked.options().contains(StandardOpenOption.CREATE_NEW)
        && !asked.options().contains(StandardOpenOption.TRUNCATE_EXISTING)
        && !asked.options().contains(StandardOpenOption.DELETE_ON_CLOSE);
  }

  static Opening directory(OpenDirectory asked) {
    return new Opening(asked.path(), () -> OpenDirectoryHandle.open(asked), true);
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
