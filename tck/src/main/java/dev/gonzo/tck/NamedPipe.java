package dev.gonzo.tck;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Creates named pipes. */
final class NamedPipe {
  private NamedPipe() {}

  /** Creates a named pipe in a real directory; the test is skipped if the system has none. */
  static Path create(Path directory) throws Exception {
    Path pipe = directory.resolve("pipe");
    try {
      Process maker = new ProcessBuilder("mkfifo", pipe.toString()).start();
      Assumptions.assumeTrue(maker.waitFor() == 0);
    } catch (IOException none) {
      Assumptions.abort("this system has no named pipes");
    }
    return pipe;
  }
}
