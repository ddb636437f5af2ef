package dev.gonzo.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An authority and those it vouches for, made by openssl for this run of the tests. */
final class ClientCertificates {
  private static final String ELLIPTIC = "ec -pkeyopt ec_paramgen_curve:P-256";

  private static ClientCertificates made;

  final Path directory;

  private ClientCertificates(Path directory) {
    this.directory = directory;
  }

  /** The same for all tests of a run; without openssl the test is skipped. */
  static synchronized ClientCertificates made() {
    if (made == null) {
      try {
        made = new ClientCertificates(Files.createTempDirectory("gonzo-http"));
        Runtime.getRuntime().addShutdownHook(new Thread(made::remove));
        made.makeAll();
      } catch (IOException lacking) {
        Assumptions.abort("no openssl here: " + lacking);
      }
    }
    return made;
  }

  private void makeAll() throws IOException {
    authority("authority");
    leaf("localhost", ELLIPTIC, "DNS:localhost,IP:127.0.0.1", "authority");
    leaf("other", ELLIPTIC, "DNS:other.example", "authority");
  }

  private void authority(String name) throws IOException {
    openssl(
        ("req -x509 -newkey %s -nodes -keyout %s.key -out %s.pem -subj /CN=%s -days 2"
                + " -addext basicConstraints=critical,CA:TRUE")
            .formatted(ELLIPTIC, name, name, name));
  }

  private void leaf(String name, String kind, String names, String authority) throws IOException {
    openssl(
        ("req -x509 -CA %s.pem -CAkey %s.key -newkey %s -nodes -keyout %s.key -out %s.pem"
                + " -subj /CN=%s -days 2 -addext basicConstraints=critical,CA:FALSE"
                + " -addext subjectAltName=%s")
            .formatted(authority, authority, kind, name, name, name, names));
  }

  private void openssl(String arguments) throws IOException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(120, SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " failed:\n" + said);
      }
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private void remove() {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /** A server that shows a certificate, or chooses among several. */
  TlsOptions server(String... names) {
    TlsOptions options = TlsOptions.defaults();
    for (String name : names) {
      options = options.withCertificate(certificate(name), key(name));
    }
    return options;
  }

  /** A client that trusts this authority alone. */
  TlsOptions client() {
    return TlsOptions.defaults().withTrusted(certificate("authority"));
  }
}
