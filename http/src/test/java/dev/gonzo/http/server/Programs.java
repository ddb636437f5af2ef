package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gonzo.Gonzo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Programs of others as peers. Without the program its test is skipped. */
final class Programs {
  /** Debian's, which has Debian's modules. */
  private static final String PYTHON = "/usr/bin/python3";

  private Programs() {}

  /** Runs one to its end, outside the kernel, and returns its output. */
  static String run(Path directory, String... command) throws Exception {
    return Gonzo.runInThread(() -> {
      Process process = start(directory, command);
      try {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        if (!process.waitFor(120, SECONDS) || process.exitValue() != 0) {
          throw new AssertionError(List.of(command) + " has failed:\n" + output);
        }
        return output;
      } finally {
        process.destroyForcibly();
      }
    });
  }

  static Process start(Path directory, String... command) {
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException lacking) {
      return Assumptions.abort("not here: " + lacking.getMessage());
    }
  }

  /** Python and a script of the tests, which needs python3-h2. */
  static String[] python(Path directory, String script, String... arguments) throws Exception {
    Assumptions.assumeTrue(
        hasH2(directory) || "true".equals(System.getenv("CI")),
        "needs Debian's package python3-h2");
    Path file = directory.resolve(script);
    try (var source = Objects.requireNonNull(Programs.class.getResourceAsStream(script), script)) {
      Files.write(file, source.readAllBytes());
    }
    String[] command = new String[arguments.length + 2];
    command[0] = PYTHON;
    command[1] = file.toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return command;
  }

  private static boolean hasH2(Path directory) throws Exception {
    return Gonzo.runInThread(() -> {
      Process process = start(directory, PYTHON, "-c", "import h2");
      return process.waitFor(60, SECONDS) && process.exitValue() == 0;
    });
  }

  /** Makes a certificate and its key: {@code certificate.pem} and {@code key.pem}. */
  static void certificate(Path directory) throws Exception {
    String _ =
        run(
            directory,
            ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem"
                    + " -out certificate.pem -subj /CN=localhost -days 2"
                    + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1")
                .split(" "));
  }
}
