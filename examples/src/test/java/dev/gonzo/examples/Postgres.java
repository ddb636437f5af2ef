package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL server of its own, with an empty database. */
final class Postgres implements AutoCloseable {
  private static final Path PLACES = Path.of("/usr/lib/postgresql");

  private final Process process;
  private final int port;

  private Postgres(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it; skips the test if it is not installed. */
  static Postgres start(Path directory) throws Exception {
    Optional<Path> programs = programs();
    assumeTrue(programs.isPresent(), "there is no PostgreSQL: install the package postgresql");
    Path data = Files.createDirectory(directory.resolve("data"));
    List<String> user = List.of();
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to run as root.
      user = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setOwner(
          data,
          data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
    }
    String made =
        OtherPrograms.output(
            command(user, programs.get().resolve("initdb"), "-A", "trust", "-U", "shop", "-D", data)
                .toArray(String[]::new));
    assertThat(made).contains("Success");
    while (true) {
      int port = freePort();
      Process process =
          new ProcessBuilder(
                  command(
                      user,
                      programs.get().resolve("postgres"),
                      "-D",
                      data,
                      "-p",
                      port,
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories="))
              .redirectErrorStream(true)
              .start();
      var output = process.inputReader(UTF_8);
      for (String line; (line = output.readLine()) != null; ) {
        if (line.contains("ready to accept connections")) {
          return new Postgres(process, port);
        }
      }
      // Another program has taken the port meanwhile.
    }
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(PLACES)) {
      return Optional.empty();
    }
    try (var versions = Files.list(PLACES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
          .findFirst();
    }
  }

  private static List<String> command(List<String> user, Object... words) {
    var command = new ArrayList<>(user);
    for (Object word : words) {
      command.add(word.toString());
    }
    return command;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The URL of its database. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=shop";
  }

  /** Ends it and its workers, without waiting for its clients, who lose their connections. */
  void stop() throws Exception {
    assertThat(OtherPrograms.output("kill", "-INT", "" + process.pid())).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
