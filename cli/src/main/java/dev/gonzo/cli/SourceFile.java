package dev.gonzo.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Checks the path that a user has typed, before the compiler or another command gets it. */
final class SourceFile {
  /** What the JVM puts in place of bytes that are not text in this locale. */
  private static final String UNREADABLE = "\uFFFD";

  private SourceFile() {}

  /**
   * Returns the path of a name.
   *
   * @param name the name, as the user typed it
   * @throws Refusal if the JVM did not get the name as it was typed
   */
  static Path named(String name) throws Refusal {
    try {
      Path path = Path.of(name);
      if (!name.contains(UNREADABLE) || Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException noPath) {
      // refused below
    }
    throw new Refusal(
        Refusal.USAGE,
        name
            + " has bytes in its name that are not text in this locale;"
            + " rename it, or set LC_ALL=C.UTF-8");
  }

  /**
   * Checks that the path names a readable Java source file.
   *
   * @param file the path, as the user typed it
   * @throws Refusal if it does not
   */
  static void check(Path file) throws Refusal {
    if (Files.isDirectory(file)) {
      throw refusal(
          file, " is a directory; name a file in it, such as " + file.resolve("Main.java"));
    }
    if (Files.notExists(file)) {
      throw refusal(file, " does not exist; check the name, or the directory you are in");
    }
    if (!file.toString().endsWith(".java")) {
      throw refusal(file, " is not a Java source file; its name must end in .java");
    }
    if (!Files.isReadable(file)) {
      throw refusal(file, " cannot be read; check its permissions with ls -l " + file);
    }
  }

  private static Refusal refusal(Path file, String complaint) {
    return new Refusal(Refusal.USAGE, file + complaint);
  }
}
