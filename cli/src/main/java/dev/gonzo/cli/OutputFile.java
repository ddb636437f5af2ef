package dev.gonzo.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the file that a user wants written, before the work begins whose result it gets. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that a file can be written.
   *
   * @param file the path, as the user typed it
   * @throws Refusal if it cannot
   */
  static void check(Path file) throws Refusal {
    if (Files.isDirectory(file)) {
      throw new Refusal(Refusal.USAGE, file + " is a directory; name a file in it");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new Refusal(
          Refusal.USAGE,
          file + " cannot be written: " + directory + " is no directory; create it first");
    }
    Path changed = Files.exists(file) ? file : directory;
    if (!Files.isWritable(changed)) {
      throw new Refusal(
          Refusal.USAGE, file + " cannot be written; check permissions with ls -ld " + changed);
    }
  }
}
