package dev.gonzo.bench.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;

/** A tree of files that is copied. */
final class Tree {
  private static final int FILES_OF_DIRECTORY = 50;
  private static final int MOST_BYTES = 8_192;

  private Tree() {}

  /** Makes a tree with files of different sizes; returns how many. */
  static long make(Path root, int files) throws IOException {
    var random = new Random(1);
    for (int i = 0; i < files; i++) {
      Path directory = root.resolve("d" + i / FILES_OF_DIRECTORY);
      Files.createDirectories(directory);
      var bytes = new byte[random.nextInt(MOST_BYTES)];
      random.nextBytes(bytes);
      Files.write(directory.resolve("f" + i), bytes);
    }
    return files;
  }

  /** Compares a copy with its original, byte by byte. */
  static void check(Path original, Path copy, long files) throws IOException {
    long count = 0;
    try (var all = Files.walk(original)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        Path other = copy.resolve(original.relativize(file));
        if (!Files.exists(other) || Files.mismatch(file, other) >= 0) {
          throw new IOException(other + " is not a copy of " + file);
        }
        count++;
      }
    }
    if (count != files) {
      throw new IOException(original + " has " + count + " files instead of " + files);
    }
  }

  /** Removes a tree, if it is there. */
  static void remove(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
