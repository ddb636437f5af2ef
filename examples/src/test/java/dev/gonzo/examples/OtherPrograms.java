package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** Other programs, if they are installed. */
final class OtherPrograms {
  private OtherPrograms() {}

  /** Skips the test if one of them is not installed. */
  static void assumeHere(String... programs) throws Exception {
    for (String program : programs) {
      int status = new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor();
      assumeTrue(status == 0, program + " is here");
    }
  }

  /** The output of a program, from standard output and standard error. */
  static String output(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** A self-signed certificate for localhost and its key, as two files. */
  record SelfSigned(String certificate, String key) {
    static SelfSigned in(Path directory) throws Exception {
      Path certificate = directory.resolve("certificate.pem");
      Path key = directory.resolve("key.pem");
      String said =
          output(
              "openssl",
              "req",
              "-x509",
              "-newkey",
              "rsa:2048",
              "-nodes",
              "-days",
              "9",
              "-subj",
              "/CN=localhost",
              "-addext",
              "subjectAltName=DNS:localhost",
              "-keyout",
              key.toString(),
              "-out",
              certificate.toString());
      assertThat(certificate).as(said).exists();
      return new SelfSigned(certificate.toString(), key.toString());
    }
  }
}
