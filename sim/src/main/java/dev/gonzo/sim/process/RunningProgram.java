package dev.gonzo.sim.process;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.ProcessProgram;
import dev.gonzo.sim.kernel.SimulatedProcess;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs in a process: its arguments and streams, what signals do to it, and how it
 * ends. Simulation's thread only.
 */
public final class RunningProgram implements ProcessProgram {
  private static final int FAILED = 1;
  private static final int BY_SIGNAL = 128;

  private final List<String> arguments;
  private final SortedMap<String, String> environment;
  private final Path directory;
  private final StandardStreams streams;
  private final Function<RunningProgram, HostDevices> devices;
  private final Consumer<ProcessEnd> whenEnded;
  private final PrintStream out = printing(1);
  private final PrintStream err = printing(2);
  private @Nullable SimulatedProcess process;
  // Whether it is a class with a main method, and so a JVM, which ends as JVMs do.
  private boolean isClass;
  private @Nullable ProcessEnd end;
  // The number of the signal that has cancelled it; 0 if none has.
  private int cancelledBy;

  RunningProgram(
      List<String> arguments,
      SortedMap<String, String> environment,
      Path directory,
      StandardStreams streams,
      Function<RunningProgram, HostDevices> devices,
      Consumer<ProcessEnd> whenEnded) {
    this.arguments = List.copyOf(arguments);
    this.environment = environment;
    this.directory = directory;
    this.streams = streams;
    this.devices = devices;
    this.whenEnded = whenEnded;
  }

  // ---------------------------------------------------------------- what it has

  /** {@return its arguments} */
  public List<String> arguments() {
    return arguments;
  }

  /** {@return its environment} */
  public SortedMap<String, String> environment() {
    return environment;
  }

  /** {@return its working directory} */
  public Path directory() {
    return directory;
  }

  /** {@return its process id} */
  public long id() {
    return process().id();
  }

  /**
   * Returns one of its outputs, for its own tasks.
   *
   * @param standard 1 for the standard output, 2 for the standard error
   * @return the handle to send to
   */
  public Handle output(int standard) {
    return streams.output(standard);
  }

  SimulatedProcess process() {
    return Objects.requireNonNull(process, "the process has not begun");
  }

  StandardStreams streams() {
    return streams;
  }

  @Override
  public HostDevices devices() {
    return devices.apply(this);
  }

  @Override
  public StandardInputAnswers input() {
    return streams.input();
  }

  @Override
  public PrintStream out() {
    return out;
  }

  @Override
  public PrintStream err() {
    return err;
  }

  // ---------------------------------------------------------------- its run

  /** Runs async code. */
  void begin(SimulatedProcess mine, Executable executable) {
    process = mine;
    AsyncCallable<ProcessEnd, RuntimeException> main = () -> run(executable);
    mine.begin(main);
  }

  private ProcessEnd run(Executable executable) {
    try {
      return new ProcessEnd(false, executable.run(this) & 0xFF);
    } catch (Cancelled cancelled) {
      if (cancelledBy == 0) {
        throw cancelled;
      }
      return new ProcessEnd(true, cancelledBy);
    } catch (BrokenPipeException unread) {
      return new ProcessEnd(true, SignalNumber.PIPE.number);
    } catch (Throwable failure) {
      report(failure);
      return new ProcessEnd(false, FAILED);
    }
  }

  /** Runs the main method of a class. */
  void begin(SimulatedProcess mine, MainMethod main) {
    process = mine;
    isClass = true;
    mine.begin(() -> run(main));
  }

  private void run(MainMethod main) {
    try {
      main.call(arguments);
      end = new ProcessEnd(false, cancelledBy == 0 ? 0 : BY_SIGNAL + cancelledBy);
    } catch (Throwable failure) {
      if (failure instanceof Cancelled && cancelledBy > 0) {
        end = new ProcessEnd(false, BY_SIGNAL + cancelledBy);
      } else {
        report(failure);
        end = new ProcessEnd(false, FAILED);
      }
    }
  }

  private void report(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    err.print("Exception in thread \"main\" " + text);
  }

  /**
   * Ends it at once, as {@code System.exit} does but without the hooks of a JVM. Code of its own
   * that called this must not go on.
   *
   * @param status its exit status, of which the lowest eight bits count
   */
  public void exit(int status) {
    end = new ProcessEnd(false, status & 0xFF);
    process().kill();
  }

  /**
   * Ends it at once, as if a signal had done so. Code of its own that called this must not go on.
   *
   * @param signal the number of the signal
   */
  public void endBySignal(int signal) {
    killBy(signal);
  }

  @Override
  public void ended(@Nullable Object value, @Nullable Throwable failure) {
    if (value instanceof ProcessEnd returned) {
      end = returned;
    } else if (end == null) {
      // Its kernel has failed, so that its tasks cannot report that.
      streams.writeWhatFits(2, String.valueOf(failure));
      end = new ProcessEnd(false, FAILED);
    }
    isOver(end);
  }

  @Override
  public void killed() {
    isOver(end == null ? new ProcessEnd(true, SignalNumber.KILL.number) : end);
  }

  private void isOver(ProcessEnd how) {
    streams.close();
    whenEnded.accept(how);
  }

  // ---------------------------------------------------------------- signals

  /** Sends it a signal. */
  void signal(int number) {
    for (SignalNumber signal : SignalNumber.values()) {
      if (signal.number == number) {
        deliver(signal);
        return;
      }
    }
    killBy(number); // a real-time signal
  }

  private void deliver(SignalNumber signal) {
    boolean isTaken = signal.canBeTaken() && process().signal(signal.name());
    switch (signal.effect) {
      case CONTINUES -> process().goOn();
      case CANCELS -> {
        if (!isTaken) {
          cancel(signal);
        }
      }
      case STOPS -> {
        if (!isTaken) {
          process().stop();
        }
      }
      case KILLS -> {
        if (!isTaken) {
          killBy(signal.number);
        }
      }
      case NONE -> {}
    }
  }

  private void cancel(SignalNumber signal) {
    boolean isFirst = cancelledBy == 0;
    cancelledBy = isFirst ? signal.number : cancelledBy;
    boolean isRunning =
        isFirst && process().cancelMain(new Cancelled("SIG" + signal.name(), "the system"));
    if (!isRunning) {
      killBy(signal.number);
    }
  }

  private void killBy(int signal) {
    boolean asJvm = isClass && signal != SignalNumber.KILL.number;
    end = asJvm ? new ProcessEnd(false, BY_SIGNAL + signal) : new ProcessEnd(true, signal);
    process().kill();
  }

  // ---------------------------------------------------------------- what it prints

  private PrintStream printing(int standard) {
    var bytes =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            print(standard, bytes, offset, length);
          }
        };
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** Printing is no checkpoint: a cancellation waits for the next one, as it does outside. */
  private void print(int standard, byte[] bytes, int offset, int length) throws IOException {
    OutputEnd end = streams.output(standard);
    if (!Coroutine.isRunning()) {
      end.writeBlocking(bytes, offset, length);
      return;
    }
    Gonzo.<IOException>withoutCancellation(() -> {
      for (int done = 0; done < length; ) {
        done += Coroutine.trap(new Send(end, bytes, offset + done, length - done));
      }
    });
  }

  /** Answers the reads of its standard input. */
  static StandardInputAnswers reading(InputEnd end) {
    return (task, asked) -> InputEnd.STANDARD.run(task, asked, end);
  }
}
