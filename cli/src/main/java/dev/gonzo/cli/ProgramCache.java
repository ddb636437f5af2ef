package dev.gonzo.cli;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.gonzo.cli.files.OwnUser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The programs that were compiled before, in a directory that only this user can read and write.
 *
 * <p>A program that cannot be cached is compiled: nothing that goes wrong here is an error. Several
 * JVMs may use the directory at once, since an entry is written under another name, then renamed.
 */
final class ProgramCache {
  private static final int MOST_ENTRIES = 200;
  private static final long MOST_BYTES = 64L << 20;
  private static final String SUFFIX = ".program";
  private static final String UNFINISHED = ".new";
  private static final long UNFINISHED_MILLIS = 3_600_000;

  private final Path directory;

  ProgramCache(Path directory) {
    this.directory = directory;
  }

  /**
   * {@return the cache of this user; empty if the environment says that there is none}
   *
   * @throws IOException if the directory cannot be created, or others could write to it
   */
  static Optional<ProgramCache> open() throws IOException {
    if ("never".equals(System.getenv("GONZO_CACHE"))) {
      return Optional.empty();
    }
    String base = System.getenv("XDG_CACHE_HOME");
    if (base == null || !base.startsWith("/")) {
      String home = System.getenv("HOME");
      if (home == null || !home.startsWith("/")) {
        return Optional.empty();
      }
      base = home + "/.cache";
    }
    Path directory = Path.of(base, "gonzo");
    if (!Files.exists(directory, NOFOLLOW_LINKS)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return isPrivate(directory) ? Optional.of(new ProgramCache(directory)) : Optional.empty();
  }

  /** Classes in a directory that others can write to would be theirs, and run as this user. */
  private static boolean isPrivate(Path directory) throws IOException {
    var attributes = Files.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
    return attributes.isDirectory()
        && OwnUser.is(attributes.owner())
        && PosixFilePermissions.toString(attributes.permissions()).equals("rwx------");
  }

  /**
   * Finds a program.
   *
   * @param key the key of the program
   * @param file the source, as the user typed it
   * @return the program; empty if it is not here, or its entry is damaged
   */
  Optional<Compiled> find(ProgramKey key, Path file) throws IOException {
    Path entry = entry(key);
    byte[] bytes;
    try (var input = Files.newInputStream(entry, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
      bytes = input.readAllBytes();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    var found = ProgramEntry.read(file, bytes);
    if (found.isEmpty()) {
      Files.delete(entry);
    } else {
      Files.setLastModifiedTime(entry, FileTime.fromMillis(System.currentTimeMillis()));
    }
    return found;
  }

  /** Stores a program, and removes those not used for longest if there are too many. */
  void store(ProgramKey key, Compiled compiled) throws IOException {
    if (hasHiddenJars()) {
      return;
    }
    Path unfinished =
        directory.resolve(key.name() + "." + ProcessHandle.current().pid() + UNFINISHED);
    try {
      Files.write(unfinished, ProgramEntry.write(compiled), StandardOpenOption.CREATE_NEW);
      Files.move(unfinished, entry(key), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException full) {
      Files.deleteIfExists(unfinished);
      throw full;
    }
    removeOldest();
  }

  private Path entry(ProgramKey key) {
    return directory.resolve(key.name() + SUFFIX);
  }

  /** Whether a jar names others in its manifest, which javac reads and the key does not see. */
  private static boolean hasHiddenJars() throws IOException {
    for (var place : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (Files.isRegularFile(Path.of(place))) {
        try (var jar = new JarFile(place)) {
          var manifest = jar.getManifest();
          if (manifest != null
              && manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private record Entry(Path path, FileTime used, long size) {}

  private void removeOldest() throws IOException {
    var entries = new ArrayList<Entry>();
    long bytes = 0;
    for (var path : files()) {
      long size = Files.size(path);
      entries.add(new Entry(path, Files.getLastModifiedTime(path, NOFOLLOW_LINKS), size));
      bytes += size;
    }
    entries.sort(Comparator.comparing(Entry::used));
    int left = entries.size();
    for (var entry : entries) {
      boolean isAbandoned =
          entry.path().toString().endsWith(UNFINISHED)
              && entry.used().toMillis() < System.currentTimeMillis() - UNFINISHED_MILLIS;
      if (left > MOST_ENTRIES || bytes > MOST_BYTES || isAbandoned) {
        Files.deleteIfExists(entry.path());
        left--;
        bytes -= entry.size();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.toList();
    }
  }
}
