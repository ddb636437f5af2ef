package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Listens at a path until it may; prints each time whether there is a file now. */
final class BindsTwice {
  private BindsTwice() {}

  static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("gonzo");
    Path path = directory.resolve("it.sock");
    run(() -> {
      for (int i = 0; i < 2; i++) {
        try (UnixListener _ = Unix.listen(path.toString())) {
          System.out.println("listens, file: " + Files.exists(path));
        } catch (IOException refused) {
          System.out.println("refused, file: " + Files.exists(path));
        }
      }
    });
    System.out.println("ended, file: " + Files.deleteIfExists(path));
    Files.delete(directory);
  }
}
