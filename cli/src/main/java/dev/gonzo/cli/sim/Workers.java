package dev.gonzo.cli.sim;

import dev.gonzo.cli.jvm.ChildJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts workers for one program, and ends all of them, also if this JVM is interrupted. Any thread
 * may use it.
 */
public final class Workers implements AutoCloseable {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Path directory;
  private final String main;
  private final List<byte[]> greeting;
  private final List<String> properties;
  private final Duration patience;
  private final OptionalInt debugPort;
  private final PrintStream shown;
  private final AtomicInteger started = new AtomicInteger();
  private final Set<Worker> alive = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor watch;
  private volatile boolean isEnding;

  /**
   * Prepares to start workers.
   *
   * @param main the main class of a worker, which uses a {@link WorkerLoop}
   * @param greeting what each worker needs first
   * @param properties system properties of the program, each as {@code -Dname=value}
   * @param patience how long, in real time, a seed may take
   * @param debugPort the port on which each worker waits for a debugger, without a limit of time, 0
   *     for one that it chooses; empty for none
   * @param shown where to print what the program prints, if that is asked for
   * @throws IOException if there is no place for temporary files
   */
  public Workers(
      String main,
      List<byte[]> greeting,
      List<String> properties,
      Duration patience,
      OptionalInt debugPort,
      PrintStream shown)
      throws IOException {
    this.directory = Files.createTempDirectory("gonzo-sim");
    this.main = main;
    this.greeting = greeting;
    this.properties = properties;
    this.patience = debugPort.isPresent() ? FOR_EVER : patience;
    this.debugPort = debugPort;
    this.shown = shown;
    watch =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("gonzo-sim-watch").unstarted(work));
    watch.setRemoveOnCancelPolicy(true);
  }

  /** A directory for temporary files, which ends with this object. */
  Path directory() {
    return directory;
  }

  /** Starts a worker. */
  Worker start() throws IOException {
    return start(false);
  }

  /** Starts a worker whose JVM has another collector and another compiler than usual. */
  Worker startDifferently() throws IOException {
    return start(true);
  }

  private Worker start(boolean differently) throws IOException {
    Path place = directory.resolve("worker" + started.incrementAndGet());
    List<String> command = WorkerJvm.command(directory, main, differently, debugPort, properties);
    command.add(place.toString());
    var builder = ChildJvm.builder(command);
    // Not through its standard output: there the JVM itself may print something.
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      var _ = listener.bind(UnixDomainSocketAddress.of(place));
      Process process = builder.start();
      process.getOutputStream().close();
      var worker = new Worker(process, patience, watch, shown, () -> isEnding);
      alive.add(worker);
      if (debugPort.isPresent()) {
        worker.show(); // its JVM prints the port
      }
      if (isEnding) {
        worker.kill(); // it was started too late to be ended with the others
      }
      greet(worker, process, listener);
      return worker;
    } finally {
      Files.deleteIfExists(place);
    }
  }

  private void greet(Worker worker, Process process, ServerSocketChannel listener) {
    CompletableFuture<?> end =
        process
            .onExit()
            .thenRun(() -> {
              try {
                listener.close();
              } catch (IOException closed) {
                // it is closed
              }
            });
    ScheduledFuture<?> late =
        watch.schedule(worker::kill, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      worker.greet(listener.accept(), greeting);
    } catch (IOException ended) {
      // The first task reports that its JVM has ended.
    } finally {
      end.cancel(false);
      late.cancel(false);
    }
  }

  /** Ends a worker that is not needed any more. */
  void end(Worker worker) {
    worker.close();
    alive.remove(worker);
  }

  /** Ends all workers at once, and removes the temporary files. */
  @Override
  public void close() {
    isEnding = true;
    alive.forEach(Worker::kill);
    watch.shutdownNow();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException left) {
      // the system removes temporary files some time
    }
  }
}
