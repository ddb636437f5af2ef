package dev.gonzo.tck;

import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileEntry;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of a kernel, by its own traps. */
record KernelFiles(KernelPeers peers) implements PeerFiles {
  @Override
  public byte[] readAllBytes(Path path) throws IOException {
    return peers.call(() -> AsyncFiles.readAllBytes(path));
  }

  @Override
  public void write(Path path, byte[] bytes, OpenOption... options) throws IOException {
    peers.call(() -> AsyncFiles.write(path, bytes, options));
  }

  @Override
  public void createDirectories(Path path) throws IOException {
    peers.call(() -> Directories.createDirectories(path));
  }

  @Override
  public void createSymbolicLink(Path link, Path target) throws IOException {
    peers.call(() -> AsyncFiles.createSymbolicLink(link, target));
  }

  @Override
  public void move(Path source, Path target) throws IOException {
    peers.call(() -> AsyncFiles.move(source, target));
  }

  @Override
  public void delete(Path path) throws IOException {
    peers.call(() -> {
      AsyncFiles.delete(path);
      return path;
    });
  }

  @Override
  public void setPermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
    peers.call(() -> AsyncFiles.setPosixFilePermissions(path, permissions));
  }

  @Override
  public Optional<PosixFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          peers.call(() ->
              AsyncFiles.readAttributes(
                  path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public List<Path> walk(Path root) throws IOException {
    return peers.call(() -> {
      var found = new ArrayList<Path>();
      for (FileEntry entry : Directories.walk(root)) {
        found.add(entry.path());
      }
      return found;
    });
  }
}
