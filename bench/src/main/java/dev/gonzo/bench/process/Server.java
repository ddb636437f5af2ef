package dev.gonzo.bench.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, on a port of its own. Closing it kills the process. */
public final class Server implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final int port;
  private final Process process;
  private final Tail printed;

  private Server(String name, int port, Process process) {
    this.name = name;
    this.port = port;
    this.process = process;
    printed = Tail.of(process.getInputStream(), name);
    printed.add(process.getErrorStream(), name + ", errors");
  }

  /**
   * {@return a port that was free a moment ago}
   *
   * @throws IOException if the system has none
   */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts a server; does not wait until it is ready.
   *
   * @param name for messages
   * @param command the program and its arguments
   * @param port the port that the command names
   * @param pin where it runs
   * @param directory its working directory
   * @return the server
   * @throws IOException if the program cannot be started
   */
  public static Server start(String name, List<String> command, int port, Pin pin, Path directory)
      throws IOException {
    File place = directory.toFile();
    return new Server(name, port, Children.start(command, pin, place, Map.of()));
  }

  /**
   * Waits until the server accepts a connection.
   *
   * @return this server
   * @throws ProcessFailure if it ends before that, or is not ready after 60 seconds
   */
  public Server awaitConnection() throws ProcessFailure {
    awaitReady(() -> {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      }
    });
    return this;
  }

  /**
   * Waits until something works that needs the server.
   *
   * @param attempt fails as long as the server is not ready
   * @throws ProcessFailure if the server ends before that, or is not ready after 60 seconds
   */
  public void awaitReady(Attempt attempt) throws ProcessFailure {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        attempt.run();
        return;
      } catch (IOException notYet) {
        check();
        if (System.nanoTime() - end > 0) {
          throw new ProcessFailure(
              name
                  + " was not ready on port "
                  + port
                  + " after "
                  + START_LIMIT.toSeconds()
                  + " s: "
                  + notYet.getMessage(),
              printed.text());
        }
        pause();
      }
    }
  }

  /** What is tried until the server is ready. */
  public interface Attempt {
    /**
     * Tries once.
     *
     * @throws IOException if the server is not ready
     */
    void run() throws IOException;
  }

  /**
   * Checks that the server still runs.
   *
   * @throws ProcessFailure if it has ended
   */
  public void check() throws ProcessFailure {
    if (!process.isAlive()) {
      throw new ProcessFailure(name + " ended with status " + process.exitValue(), allPrinted());
    }
  }

  private String allPrinted() throws ProcessFailure {
    try {
      return printed.whole();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ProcessFailure("interrupted", printed.text());
    }
  }

  private static void pause() throws ProcessFailure {
    try {
      Thread.sleep(20);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ProcessFailure("interrupted", "");
    }
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return its port} */
  public int port() {
    return port;
  }

  /** {@return the number of its process} */
  public long pid() {
    return process.pid();
  }

  /** {@return the processor time that it has used} */
  public ProcessorTime used() throws IOException {
    return ProcessorTime.of(process.pid());
  }

  @Override
  public void close() {
    Children.end(process);
  }
}
