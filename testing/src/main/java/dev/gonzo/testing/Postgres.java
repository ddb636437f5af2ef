package dev.gonzo.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for a test, with an empty database in a directory of its own. For ordinary
 * threads: the methods block.
 */
public final class Postgres implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final String USER = "gonzo";

  private final Path programs;
  private final Path directory;
  private int port;
  private boolean isRunning;

  private Postgres(Path programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
  }

  /**
   * Starts one, which takes some seconds. As root it runs as the user {@code daemon}.
   *
   * @return the server; empty if PostgreSQL is not installed here
   * @throws IOException if it cannot be started, or the thread is interrupted
   */
  public static Optional<Postgres> start() throws IOException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      return Optional.empty();
    }
    var server = new Postgres(programs.get(), Files.createTempDirectory("gonzo-postgres"));
    server.create();
    server.isRunning = true;
    return Optional.of(server);
  }

  private static Optional<Path> programs() throws IOException {
    var places = new ArrayList<Path>();
    for (String place : System.getenv("PATH").split(":", -1)) {
      places.add(Path.of(place));
    }
    Path packaged = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(packaged)) {
      try (Stream<Path> versions = Files.list(packaged)) {
        versions
            .sorted(Comparator.reverseOrder())
            .forEach(version -> places.add(version.resolve("bin")));
      }
    }
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .filter(place -> Files.isExecutable(place.resolve("pg_ctl")))
        .findFirst();
  }

  private void create() throws IOException {
    if (isRoot()) {
      var users = directory.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(directory, users.lookupPrincipalByName("daemon"));
    }
    require(
        run("initdb", "-D", data(), "-A", "trust", "-U", USER, "-N", "--no-locale", "-E", "UTF8"));
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      port = freePort(); // another program may take it before PostgreSQL does
      failure =
          run(
              "pg_ctl",
              "start",
              "-w",
              "-D",
              data(),
              "-l",
              directory.resolve("log").toString(),
              "-o",
              "-p "
                  + port
                  + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off");
      if (failure.isEmpty()) {
        return;
      }
    }
    require(failure);
  }

  private static void require(String failure) {
    if (!failure.isEmpty()) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  /** {@return the URL of its database, for JDBC} */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
  }

  /** Runs a program; PostgreSQL refuses to run as root. Empty, or what it said when it failed. */
  private String run(String program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "daemon", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("gonzo-postgres", ".out"); // a server keeps a pipe open
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0
          ? ""
          : command + " failed: " + Files.readString(output, StandardCharsets.UTF_8);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("the thread was interrupted while it waited for " + command);
    } finally {
      Files.delete(output);
    }
  }

  /**
   * Ends it, without waiting for its clients, who lose their connections. Without effect if it has
   * ended.
   *
   * @throws IOException if it does not end, or the thread is interrupted
   */
  public void stop() throws IOException {
    if (isRunning) {
      require(run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data()));
      isRunning = false;
    }
  }

  /** Ends it, and deletes its files. */
  @Override
  public void close() throws IOException {
    stop();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
