package dev.gonzo.sim.process;

import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes that one kernel has started, and its ends of their pipes: answers the traps on
 * them. Simulation's thread, and the stacks of tasks.
 */
public final class ChildProcesses {
  private final SimulatedHost host;
  private final ProcessMachine machine;
  private final Programs programs;
  private final Parent parent;
  private final Draws draws;
  // The processes and the ends of pipes that are open.
  private final Set<Handle> open = new LinkedHashSet<>();

  /**
   * The program whose kernel starts processes: what they inherit.
   *
   * @param streams its standard streams
   * @param environment its environment
   * @param directory its working directory
   * @param group the id of its process group
   */
  record Parent(
      StandardStreams streams, SortedMap<String, String> environment, Path directory, long group) {}

  private ChildProcesses(
      SimulatedHost host, ProcessMachine machine, Programs programs, Parent parent) {
    this.host = host;
    this.machine = machine;
    this.programs = programs;
    this.parent = parent;
    this.draws = host.draws().forPurpose("starts of processes");
  }

  /**
   * Creates the answers for the main program of a host.
   *
   * @param host the host
   * @param machine its network and its disk
   * @param programs what can be started
   * @param directory the working directory of the main program
   * @return the answers
   */
  public static ChildProcesses ofMain(
      SimulatedHost host, ProcessMachine machine, Programs programs, Path directory) {
    var streams =
        StandardStreams.sharing(
            host.input(), new RealOutput(Printing.realOut()), new RealOutput(Printing.realErr()));
    // The real one would differ from machine to machine, and the history with it.
    Map<String, String> environment = host.world().settings().closed() ? Map.of() : System.getenv();
    var parent = new Parent(streams, new TreeMap<>(environment), directory, 1);
    return new ChildProcesses(host, machine, programs, parent);
  }

  /**
   * Creates the answers for a kernel in a process.
   *
   * @param host its host
   * @param machine its network and its disk
   * @param programs what can be started
   * @param program what the process runs
   * @return the answers
   */
  public static ChildProcesses of(
      SimulatedHost host, ProcessMachine machine, Programs programs, RunningProgram program) {
    var parent =
        new Parent(
            program.streams(),
            program.environment(),
            program.directory(),
            program.process().group());
    return new ChildProcesses(host, machine, programs, parent);
  }

  // ---------------------------------------------------------------- traps

  /**
   * Answers a trap on a process, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap) throws Exception {
    return switch (trap) {
      case StartProcess asked -> new ProcessStart(this, task, asked).start();
      case WaitForProcess asked -> process(asked.process()).await(task, asked);
      case WaitForGroup asked -> process(asked.process()).awaitGroup(task, asked);
      case SignalProcess asked -> process(asked.process()).signal(asked);
    };
  }

  /**
   * {@return whether a trap is on a process or on a pipe to one}
   *
   * @param trap the trap
   */
  public static boolean concerns(NetTrap<?> trap) {
    return switch (trap) {
      case Receive asked -> asked.socket() instanceof InputEnd;
      case Send asked -> asked.socket() instanceof OutputEnd;
      case Close(var handle) ->
          handle instanceof ChildProcess
              || handle instanceof InputEnd
              || handle instanceof OutputEnd;
      default -> false;
    };
  }

  /**
   * Answers a trap that {@link #concerns} processes, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked -> InputEnd.RECEIVE.run(task, asked, input(asked.socket()));
      case Send asked -> OutputEnd.SEND.run(task, asked, output(asked.socket()));
      case Close(var handle) -> close(handle);
      default -> throw new AssertionError(trap);
    };
  }

  private @Nullable Object close(Handle handle) {
    switch (handle) {
      case ChildProcess _ -> process(handle).close();
      case InputEnd _ -> input(handle).close();
      case OutputEnd _ -> output(handle).close();
      default -> throw new AssertionError(handle);
    }
    open.remove(handle);
    return null;
  }

  private ChildProcess process(Handle handle) {
    if (handle instanceof ChildProcess child && child.isOf(this)) {
      return child;
    }
    throw WrongHandle.notHere("a process");
  }

  /** Our end of the output of a process. */
  InputEnd input(Handle handle) {
    if (handle instanceof InputEnd end && end.isOf(this)) {
      return end;
    }
    throw WrongHandle.notHere("the output of a process");
  }

  /** Our end of the input of a process; or an output of our own. */
  private OutputEnd output(Handle handle) {
    if (handle instanceof OutputEnd end && (end.isOf(this) || end.isOf(parent.streams))) {
      return end;
    }
    throw WrongHandle.notHere("the input of a process");
  }

  // ---------------------------------------------------------------- for starts

  SimulatedHost host() {
    return host;
  }

  ProcessMachine machine() {
    return machine;
  }

  Programs programs() {
    return programs;
  }

  Parent parent() {
    return parent;
  }

  /** How long a start takes, in nanoseconds: the least time and a part of another one. */
  long startNanos(long least, long more) {
    return least + draws.below(more);
  }

  /** Keeps a handle that this kernel closes at its end at the latest. */
  void opened(Handle handle) {
    open.add(handle);
  }

  void forget(Handle handle) {
    open.remove(handle);
  }

  /** {@return what is open: {@code pipe} for each end of a pipe, {@code process} for a process} */
  public List<String> openKinds() {
    return open.stream().map(each -> each instanceof ChildProcess ? "process" : "pipe").toList();
  }

  // ---------------------------------------------------------------- the end

  /** Closes what is open when every task has ended: processes that are left are killed. */
  public void close() {
    List.copyOf(open).forEach(this::close);
  }

  /** The program was killed: the system closes its ends of the pipes, and the processes go on. */
  public void isKilled() {
    for (Handle handle : open) {
      switch (handle) {
        case ChildProcess child -> child.release();
        case InputEnd end -> end.close();
        case OutputEnd end -> end.close();
        default -> throw new AssertionError(handle);
      }
    }
    open.clear();
  }
}
