package dev.gonzo.cli.training;

import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is written and read, as a whole and by lines. */
final class FileTraining {
  private static final int LINES = 20_000;

  private FileTraining() {}

  static void run(Kernel kernel, Path directory) throws IOException {
    dev.gonzo.Gonzo.run(kernel, () -> main(directory.resolve("lines.txt")));
  }

  private static void main(Path path) throws IOException {
    try (var file =
        AsyncFile.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var output = Output.of(file);
      for (int i = 0; i < LINES; i++) {
        output.writeLine("line " + i);
      }
      output.flush();
    }
    int read = 0;
    try (var file = AsyncFile.open(path, StandardOpenOption.READ)) {
      for (var line : Input.of(file).lines()) {
        read += line.length();
      }
    }
    String whole = AsyncFiles.readString(path);
    if (whole.length() != read + LINES) {
      throw new IOException("read " + read + " characters of " + whole.length());
    }
    AsyncFiles.delete(path);
  }
}
