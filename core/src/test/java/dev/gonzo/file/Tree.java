package dev.gonzo.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** The contents of a tree, read with the JDK, for tests. */
final class Tree {
  private Tree() {}

  /**
   * Creates files with their own names as contents; a name that ends with a slash is a directory.
   */
  static void make(Path root, String... names) throws IOException {
    for (String name : names) {
      Path path = root.resolve(name);
      if (name.endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.writeString(path, name);
      }
    }
  }

  /** Each path below the root, with a file's contents. */
  static List<String> of(Path root) throws IOException {
    var found = new TreeMap<String, String>();
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
        String name = root.relativize(path).toString();
        found.put(
            name,
            Files.isSymbolicLink(path)
                ? name + " -> " + Files.readSymbolicLink(path)
                : Files.isDirectory(path) ? name + "/" : name + "=" + Files.readString(path));
      }
    }
    return List.copyOf(found.values());
  }

  static String linkOrNothing(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
