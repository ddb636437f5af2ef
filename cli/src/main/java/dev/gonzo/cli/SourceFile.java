package dev.gonzo.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a path before it is passed to the compiler. */
final class SourceFile {
  private SourceFile() {}

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
