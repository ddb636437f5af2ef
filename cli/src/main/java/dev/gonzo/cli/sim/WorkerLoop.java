package dev.gonzo.cli.sim;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.search.FailureClass;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a worker does: it reads tasks from its standard input, and writes their results to its
 * standard output. It ends the JVM when its input ends, also in the middle of a task: the command
 * has ended then.
 */
public final class WorkerLoop {
  /** A result follows. */
  static final int RESULT = 1;

  /** Bytes follow that the program has printed. */
  static final int OUTPUT = 2;

  private final DataInputStream input;
  private final DataOutputStream output;
  private volatile boolean shows;

  /** Takes over standard input and output: the program has an empty input. */
  public WorkerLoop() {
    input = new DataInputStream(new BufferedInputStream(System.in));
    output =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setIn(InputStream.nullInputStream());
    System.setOut(new PrintStream(new Shown(), true));
  }

  /**
   * Reads what the command sends first.
   *
   * @return its parts
   * @throws IOException if the command has ended
   */
  public List<byte[]> greeting() throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      parts.add(Wire.bytes(input));
    }
    return parts;
  }

  /**
   * Tries seeds, until the command ends.
   *
   * @param program tries the program with a seed
   * @param text the text of a failure
   * @param leaks returns what the program did since the last call that may differ from JVM to JVM
   * @throws IOException if the command has ended
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(
      Function<SimulationOptions, Ending<?>> program,
      Function<Throwable, String> text,
      Supplier<List<String>> leaks)
      throws IOException, InterruptedException {
    var tasks = new LinkedBlockingQueue<Task>();
    Thread.ofPlatform().daemon().name("gonzo-sim-tasks").start(() -> receive(tasks));
    while (true) {
      Task task = tasks.take();
      for (int i = 0; i < task.count(); i++) {
        long seed = task.first() + i;
        send(result(task, seed, task.twice().get(i), program, text, leaks));
      }
    }
  }

  private void receive(LinkedBlockingQueue<Task> tasks) {
    try {
      while (true) {
        tasks.add(Task.read(input));
      }
    } catch (IOException end) {
      System.exit(0);
    }
  }

  private Result result(
      Task task,
      long seed,
      boolean twice,
      Function<SimulationOptions, Ending<?>> program,
      Function<Throwable, String> text,
      Supplier<List<String>> leaks)
      throws IOException {
    SimulationOptions options = task.options(seed);
    shows = task.shows();
    Ending<?> ending = traced(options, task.trace(), program);
    shows = false;
    Optional<String> again =
        twice ? Optional.of(program.apply(options).history()) : Optional.empty();
    Throwable failure = ending.failure().orElse(null);
    return new Result(
        seed,
        ending.history(),
        again,
        ending.time().toNanos(),
        ending.events(),
        ending.faults(),
        Optional.ofNullable(failure).map(cause -> failed(cause, text)),
        failure == null ? List.of() : ending.decisions(),
        leaks.get());
  }

  private static Failed failed(Throwable cause, Function<Throwable, String> text) {
    return new Failed(FailureClass.of(cause).name(), text.apply(cause));
  }

  private static Ending<?> traced(
      SimulationOptions options,
      Optional<String> file,
      Function<SimulationOptions, Ending<?>> program)
      throws IOException {
    if (file.isEmpty()) {
      return program.apply(options);
    }
    try (Writer trace = Files.newBufferedWriter(Path.of(file.get()))) {
      return program.apply(
          options.withTrace(
              line -> {
                try {
                  trace.write(line);
                  trace.write('\n');
                } catch (IOException full) {
                  throw new UncheckedIOException(full);
                }
              }));
    }
  }

  private void send(Result result) throws IOException {
    synchronized (output) {
      output.writeByte(RESULT);
      result.write(output);
      output.flush();
    }
  }

  /** What the program prints: passed on if it is wanted. */
  private final class Shown extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (shows) {
        synchronized (output) {
          output.writeByte(OUTPUT);
          output.writeInt(length);
          output.write(bytes, offset, length);
          output.flush();
        }
      }
    }
  }
}
