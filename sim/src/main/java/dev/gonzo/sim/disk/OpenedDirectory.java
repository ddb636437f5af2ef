package dev.gonzo.sim.disk;

import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open directory, and how far its entries have been read. */
final class OpenedDirectory extends DiskHandle {
  private final DirectoryNode directory;
  private final Disk disk;
  // Those that are there when it is first read.
  private @Nullable Iterator<String> names;

  OpenedDirectory(HostFiles host, Path path, DirectoryNode directory, Disk disk) {
    super(host, path, directory);
    this.directory = directory;
    this.disk = disk;
  }

  /** The next entries that are still there. */
  List<DirectoryEntry> read(ReadDirectory asked) {
    Iterator<String> left = names == null ? disk.shuffledEntries(directory).iterator() : names;
    names = left;
    List<DirectoryEntry> page = new ArrayList<>();
    while (page.size() < asked.most() && left.hasNext()) {
      String name = left.next();
      Node node = directory.entries.get(name);
      if (node != null) {
        page.add(
            new DirectoryEntry(
                path().resolve(name),
                asked.attributes() ? Optional.of(NodeAttributes.of(node)) : Optional.empty()));
      }
    }
    return page;
  }
}
