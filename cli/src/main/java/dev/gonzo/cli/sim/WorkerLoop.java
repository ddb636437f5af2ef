package dev.gonzo.cli.sim;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.search.FailureClass;
import dev.gonzo.sim.world.EventReachedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a worker does: it reads tasks from the command, and writes their results to it. It ends the
 * JVM when the command closes the connection, also in the middle of a task.
 */
public final class WorkerLoop {
  private final DataInputStream input;
  private final DataOutputStream output;
  private final PrintStream errors = System.err;
  private volatile boolean shows;
  // If a seed is lost, the last errors that its program has printed are part of the report.
  private volatile boolean showsErrors = true;

  /**
   * Connects to the command, and takes over standard output: what the program prints is discarded,
   * unless a task says otherwise.
   *
   * @param place the Unix socket on which the command listens
   * @throws IOException if the command has ended
   */
  public WorkerLoop(Path place) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(place));
    input = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    output = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    System.setOut(new PrintStream(new Shown(System.out, () -> shows), true));
    System.setErr(new PrintStream(new Shown(System.err, () -> showsErrors), true));
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
   * @param name the name of the program, for traces
   * @param program tries the program with a seed
   * @param text the text of a failure
   * @param leaks returns what the program did since the last call that may differ from JVM to JVM
   * @throws IOException if the command has ended
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(
      String name,
      Function<SimulationOptions, Ending<?>> program,
      Function<Throwable, String> text,
      Supplier<List<String>> leaks)
      throws IOException, InterruptedException {
    var tasks = new LinkedBlockingQueue<Task>();
    Thread.ofPlatform().daemon().name("gonzo-sim-tasks").start(() -> receive(tasks, text));
    while (true) {
      Task task = tasks.take();
      for (int i = 0; i < task.count(); i++) {
        long seed = task.first() + i;
        var trace = new TraceFile(task.trace(), name);
        send(result(task, seed, task.twice().get(i), trace, program, text, leaks));
      }
    }
  }

  private void receive(LinkedBlockingQueue<Task> tasks, Function<Throwable, String> text) {
    try {
      while (true) {
        Task task = Task.read(input);
        if (task.isReport()) {
          errors.print(Hang.find(text));
          errors.flush();
          Runtime.getRuntime().halt(1);
        }
        tasks.add(task);
      }
    } catch (IOException end) {
      System.exit(0);
    }
  }

  private Result result(
      Task task,
      long seed,
      boolean twice,
      TraceFile trace,
      Function<SimulationOptions, Ending<?>> program,
      Function<Throwable, String> text,
      Supplier<List<String>> leaks)
      throws IOException {
    SimulationOptions options = task.options(seed);
    shows = task.shows();
    Ending<?> ending = trace.write(options, program);
    shows = false;
    Optional<String> again = Optional.empty();
    if (twice) {
      showsErrors = !task.shows();
      again = Optional.of(program.apply(options).history());
      showsErrors = true;
    }
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
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof EventReachedException reached) {
        return new Failed(Failed.REACHED, String.valueOf(reached.getMessage()));
      }
    }
    return new Failed(FailureClass.of(cause).name(), text.apply(cause));
  }

  private void send(Result result) throws IOException {
    result.write(output);
    output.writeBoolean(WorkerMemory.isUsedUp());
    output.flush();
  }

  /** What the program prints: passed on if it is wanted. */
  private static final class Shown extends OutputStream {
    private final PrintStream real;
    private final BooleanSupplier isWanted;

    Shown(PrintStream real, BooleanSupplier isWanted) {
      this.real = real;
      this.isWanted = isWanted;
    }

    @Override
    public void write(int one) {
      if (isWanted.getAsBoolean()) {
        real.write(one);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (isWanted.getAsBoolean()) {
        real.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      if (isWanted.getAsBoolean()) {
        real.flush();
      }
    }
  }
}
