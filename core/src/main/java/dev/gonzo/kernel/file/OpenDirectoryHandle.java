package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.FileFailures;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory; a stream of the JDK keeps the position in it.
 *
 * <p>On Linux the directory is opened first, without following a link if that was requested, and
 * then read through its descriptor: so the stream reads that directory, even if another one has its
 * name by now.
 */
final class OpenDirectoryHandle extends FileHandle {
  private static final int NO_DESCRIPTOR = -1;

  private final Path path;
  private final int descriptor;
  private final DirectoryStream<Path> stream;
  // Two tasks may read at the same time, a page each.
  private final Iterator<Path> entries;

  private OpenDirectoryHandle(Path path, int descriptor, DirectoryStream<Path> stream) {
    this.path = path;
    this.descriptor = descriptor;
    this.stream = stream;
    this.entries = stream.iterator();
  }

  /** Opens a directory. In a thread outside the kernel. */
  @SuppressWarnings("StreamResourceLeak") // closed when the handle is
  static OpenDirectoryHandle open(OpenDirectory asked) throws IOException {
    Path path = asked.path();
    Set<OpenOption> links = asked.followLinks() ? Set.of() : Set.of(LinkOption.NOFOLLOW_LINKS);
    LinuxOptions options = LinuxOptions.of(new OpenFile(path, links, List.of()));
    if (options == null || !Descriptors.AVAILABLE) {
      return new OpenDirectoryHandle(path, NO_DESCRIPTOR, streamByName(asked));
    }
    int descriptor = openOnLinux(options);
    try {
      return new OpenDirectoryHandle(
          path, descriptor, Files.newDirectoryStream(Descriptors.path(descriptor)));
    } catch (Throwable failure) {
      int _ = LinuxFile.calls().close(descriptor);
      throw failure;
    }
  }

  private static int openOnLinux(LinuxOptions options) throws IOException {
    byte[] name = options.name().length == 0 ? new byte[] {'.'} : options.name();
    int flags = options.flags() | FileCalls.onlyDirectories();
    int descriptor = LinuxFile.calls().open(name, flags, 0);
    if (descriptor == -ErrorNumber.ENOTDIR) { // also returned for a link that must not be followed
      throw new NotDirectoryException(options.path().toString());
    }
    if (descriptor < 0) {
      throw FileFailures.on(options.path(), descriptor);
    }
    return descriptor;
  }

  /** Opens the stream by path, for systems without paths to descriptors. */
  @SuppressWarnings("StreamResourceLeak") // closed when the handle is
  private static DirectoryStream<Path> streamByName(OpenDirectory asked) throws IOException {
    Path path = asked.path();
    Path name = path.getFileName();
    if (asked.followLinks() || name == null) {
      return Files.newDirectoryStream(path);
    }
    if (Files.isSymbolicLink(path)) {
      throw new NotDirectoryException(path.toString());
    }
    Path parent = path.getParent() == null ? path.getFileSystem().getPath("") : path.getParent();
    try (var above = Files.newDirectoryStream(parent)) {
      if (above instanceof SecureDirectoryStream<Path> secure) {
        return secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return Files.newDirectoryStream(path);
  }

  @Override
  Path pathWhileOpen() {
    return descriptor == NO_DESCRIPTOR ? path : Descriptors.path(descriptor);
  }

  List<DirectoryEntry> read(ReadDirectory asked) throws IOException {
    var page = new ArrayList<DirectoryEntry>();
    synchronized (entries) {
      try {
        while (page.size() < asked.most() && entries.hasNext()) {
          add(page, entries.next(), asked.attributes());
        }
      } catch (DirectoryIteratorException failure) {
        throw failure.getCause();
      }
    }
    return page;
  }

  private void add(List<DirectoryEntry> page, Path found, boolean attributes) throws IOException {
    Path entry = path.resolve(found.getFileName());
    if (!attributes) {
      page.add(new DirectoryEntry(entry, Optional.empty()));
      return;
    }
    try {
      page.add(
          new DirectoryEntry(
              entry,
              Optional.of(
                  Files.readAttributes(
                      found, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))));
    } catch (NoSuchFileException gone) {
      // removed since its name was read
    }
  }

  @Override
  protected void free() throws IOException {
    try (stream) {
      if (descriptor != NO_DESCRIPTOR) {
        int _ = LinuxFile.calls().close(descriptor);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
