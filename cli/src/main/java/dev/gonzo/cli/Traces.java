package dev.gonzo.cli;

import dev.gonzo.cli.history.NotATraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The traces that commands read. */
final class Traces {
  private Traces() {}

  /**
   * {@return the file with a name}
   *
   * @throws Refusal if there is no such file
   */
  static Path existing(String name) throws Refusal {
    Path file = SourceFile.named(name);
    if (!Files.isRegularFile(file)) {
      throw new Refusal(
          Refusal.USAGE,
          (Files.exists(file) ? file + " is not a file" : file + " does not exist")
              + "; write a trace with gonzo sim FILE.java --seed N --trace FILE");
    }
    return file;
  }

  /** Why a trace cannot be read, for the user. */
  static String reason(IOException unreadable) {
    return unreadable instanceof NotATraceException
        ? String.valueOf(unreadable.getMessage())
        : "it cannot be read or written: " + unreadable;
  }
}
