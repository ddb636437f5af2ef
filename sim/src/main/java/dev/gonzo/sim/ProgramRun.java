package dev.gonzo.sim;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.sim.process.RunningProgram;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Program}: what it was started with. Only for tasks of its own kernel. */
public final class ProgramRun {
  private static final int OUTPUT = 1;
  private static final int ERROR = 2;

  private final RunningProgram program;

  ProgramRun(RunningProgram program) {
    this.program = program;
  }

  /** {@return its arguments, without its name} */
  public List<String> arguments() {
    return program.arguments();
  }

  /** {@return its environment} It differs from {@code System.getenv}, which is that of the JVM. */
  public SortedMap<String, String> environment() {
    return program.environment();
  }

  /** {@return its working directory, against which its relative paths are resolved} */
  public Path directory() {
    return program.directory();
  }

  /** {@return its process id} */
  public long id() {
    return program.id();
  }

  /** {@return its standard input, which is also that of {@link dev.gonzo.console.Console}} */
  public ByteSource input() {
    return (buffer, offset, length) -> {
      Objects.checkFromIndexSize(offset, length, buffer.length);
      if (length == 0) {
        Coroutine.trap(CHECKPOINT);
        return 0;
      }
      return Coroutine.trap(new ReadStandardInput(buffer, offset, length));
    };
  }

  /**
   * {@return its standard output, to which {@code System.out} leads too} A write throws a {@link
   * dev.gonzo.trap.BrokenPipeException} if nothing reads it any more; {@code System.out} never
   * does.
   */
  public ByteSink output() {
    return new Output(program.output(OUTPUT));
  }

  /** {@return its standard error, to which {@code System.err} leads too} */
  public ByteSink error() {
    return new Output(program.output(ERROR));
  }

  /**
   * Ends the process at once: nothing of it runs any more, not even {@code finally}. Does not
   * return. {@code System.exit} would end the JVM, and the simulation with it.
   *
   * @param status its exit status, 0 for success; the lowest eight bits count
   */
  @Async
  public void exit(int status) {
    program.exit(status);
    stop();
  }

  /** Ends the process at once, as a signal does whose default action is to end. */
  @Async
  void endBySignal(int signal) {
    program.endBySignal(signal);
    stop();
  }

  private void stop() {
    while (true) {
      LockSupport.park(this); // the rest of the turn would be code that runs after the end
    }
  }

  private record Output(Handle handle) implements ByteSink {
    @Async
    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        Coroutine.trap(CHECKPOINT);
        return 0;
      }
      return Coroutine.trap(new Send(handle, bytes, offset, length));
    }

    @Async
    @Override
    public void close() throws IOException {
      Trap<@Nullable Void> close = new Close(handle);
      Coroutine.trap(close);
    }
  }
}
