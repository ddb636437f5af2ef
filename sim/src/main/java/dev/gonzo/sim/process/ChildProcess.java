package dev.gonzo.sim.process;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.kernel.HostProcesses;
import dev.gonzo.sim.kernel.SimulatedProcess;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import java.io.IOException;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process, for the kernel that has started it. Simulation's thread only. */
final class ChildProcess extends Handle {
  private final Object owner;
  private final HostProcesses processes;
  private final Direction ended = new Direction("wait for the end");
  private final Set<GroupWait> groupWaits = new LinkedHashSet<>();
  private @Nullable RunningProgram program;
  private @Nullable ProcessEnd end;
  private boolean isReported;
  private boolean isClosed;

  ChildProcess(Object owner, HostProcesses processes) {
    this.owner = owner;
    this.processes = processes;
  }

  boolean isOf(Object someone) {
    return owner == someone;
  }

  void begins(RunningProgram running) {
    program = running;
  }

  private SimulatedProcess process() {
    return Objects.requireNonNull(program, "the process has not begun").process();
  }

  long id() {
    return process().id();
  }

  private boolean leadsGroup() {
    return process().group() == id();
  }

  /** Records its end. On the loop's own stack. */
  void endsWith(ProcessEnd how) {
    end = how;
    ended.event(true);
  }

  // ---------------------------------------------------------------- waits

  ProcessEnd await(LoopTask<?> task, WaitForProcess asked) throws Exception {
    ended.requireFree();
    while (true) {
      ProcessEnd how = end;
      if (isReported && how != null) {
        return how;
      }
      requireOpen();
      if (how != null) {
        isReported = true;
        return how;
      }
      ended.await(task, asked);
    }
  }

  private void requireOpen() throws SocketException {
    if (isClosed) {
      throw new SocketException("the process was closed on our side: start another");
    }
  }

  /** Waits until no member of its group runs. */
  @Nullable Object awaitGroup(LoopTask<?> task, WaitForGroup asked) throws Exception {
    requireLeader();
    requireOpen();
    while (!processes.ofGroup(id()).isEmpty()) {
      var wait = new GroupWait(this, task);
      groupWaits.add(wait);
      processes.whenOneEnds(wait);
      Object _ = task.suspend(asked, wait);
      requireOpen();
    }
    return null;
  }

  HostProcesses processes() {
    return processes;
  }

  void forget(GroupWait wait) {
    groupWaits.remove(wait);
    processes.forget(wait);
  }

  private void requireLeader() {
    if (!leadsGroup()) {
      throw new IllegalArgumentException("process " + id() + " does not lead a group");
    }
  }

  // ---------------------------------------------------------------- signals

  boolean signal(SignalProcess asked) throws IOException {
    if (asked.group()) {
      requireLeader();
    }
    int number = asked.signal();
    if (number < 0 || number > SignalNumber.LAST) {
      throw new IOException(
          "cannot signal process " + id() + ": there is no signal " + number + " (EINVAL)");
    }
    if (isClosed || (isReported && !asked.group())) {
      return false;
    }
    List<SimulatedProcess> targets = targets(asked.group());
    if (number > 0) {
      targets.forEach(target -> signal(target, number));
    }
    return !targets.isEmpty();
  }

  private List<SimulatedProcess> targets(boolean group) {
    if (group) {
      return processes.ofGroup(id());
    }
    return process().isOver() ? List.of() : List.of(process());
  }

  private static void signal(SimulatedProcess target, int number) {
    if (target.program() instanceof RunningProgram running) {
      running.signal(number);
    }
  }

  // ---------------------------------------------------------------- the end

  /** Closes it. What still runs of it, and of the group that it leads, is killed. */
  void close() {
    if (!isClosed) {
      for (SimulatedProcess target : targets(leadsGroup())) {
        signal(target, SignalNumber.KILL.number);
      }
      release();
    }
  }

  /** Closes it, and lets it go on: the program that has started it was killed. */
  void release() {
    isClosed = true;
    ended.event(true);
    List.copyOf(groupWaits).forEach(GroupWait::resume);
  }
}
