package dev.gonzo.file;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Path;

/** Writes and syncs in a loop until it is killed, and prints each write after its sync. */
final class SyncedProgram {
  private SyncedProgram() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(System.getProperty("directory"));
    run(() -> {
      try (var log = AsyncFile.open(directory.resolve("log"), CREATE, WRITE)) {
        for (int i = 1; ; i++) {
          log.writeAll("record %08d%n".formatted(i).getBytes(UTF_8));
          log.sync();
          AsyncFiles.replace(
              directory.resolve("state"), ("%08d".formatted(i).repeat(10_000)).getBytes(UTF_8));
          System.out.println("synced " + i);
        }
      }
    });
  }
}
