package dev.gonzo.cli.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;

/** Reads what a worker prints: passes it on if that is wanted, and keeps its end for a report. */
final class WorkerOutput {
  private static final int TAIL = 4_000;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final InputStream stream;
  private final PrintStream shown;
  private final Thread reader;
  private final StringBuilder tail = new StringBuilder(); // guarded by itself
  private volatile boolean shows;

  private WorkerOutput(InputStream stream, PrintStream shown) {
    this.stream = stream;
    this.shown = shown;
    this.reader = Thread.ofPlatform().daemon().name("gonzo-sim-output").unstarted(this::read);
  }

  /** Begins to read a stream, to its end. */
  static WorkerOutput of(InputStream stream, PrintStream shown) {
    var output = new WorkerOutput(stream, shown);
    output.reader.start();
    return output;
  }

  private void read() {
    var buffer = new byte[8_192];
    try (stream) {
      for (int count; (count = stream.read(buffer)) >= 0; ) {
        if (shows) {
          shown.write(buffer, 0, count);
          shown.flush();
        }
        synchronized (tail) {
          tail.append(new String(buffer, 0, count, UTF_8));
          tail.delete(0, Math.max(0, tail.length() - TAIL));
        }
      }
    } catch (IOException ended) {
      // its JVM was ended
    }
  }

  /** Passes on what it reads from now on. */
  void show() {
    shows = true;
  }

  /** Waits for the end of the stream, which comes soon: the process has ended. */
  void join() throws InterruptedException {
    boolean _ = reader.join(GRACE);
  }

  /** The last that was printed. */
  String tail() {
    synchronized (tail) {
      return tail.toString().strip();
    }
  }
}
