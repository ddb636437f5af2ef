package dev.gonzo.kernel.file;

import dev.gonzo.trap.DirectoryEntry;
import dev.gonzo.trap.ReadDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A directory that is being read: the place in it is kept by the JDK's stream. */
final class OpenDirectoryHandle extends FileHandle {
  private final Path path;
  private final DirectoryStream<Path> stream;
  // Two tasks may read: a page each.
  private final Iterator<Path> entries;

  @SuppressWarnings("StreamResourceLeak") // closed when the handle is
  OpenDirectoryHandle(Path path) throws IOException {
    this.path = path;
    this.stream = Files.newDirectoryStream(path);
    this.entries = stream.iterator();
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

  private static void add(List<DirectoryEntry> page, Path entry, boolean attributes)
      throws IOException {
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
                      entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))));
    } catch (NoSuchFileException gone) {
      // removed since its name was read
    }
  }

  @Override
  protected void free() throws IOException {
    stream.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
