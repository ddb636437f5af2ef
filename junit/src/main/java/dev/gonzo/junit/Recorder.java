package dev.gonzo.junit;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.CallSites;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Records what the tasks of a test make, and where: tasks, and what they open. Called on the
 * kernel's thread, except where a method says that any thread may call it.
 */
final class Recorder implements Activation {
  /**
   * A task that was spawned.
   *
   * @param task the task
   * @param place the user's line that spawned it; null if there is none
   */
  record Spawned(Task<?> task, @Nullable StackTraceElement place) {}

  /**
   * A handle that was opened.
   *
   * @param order the number of the opening
   * @param what what it is, for messages
   * @param place the user's line that opened it; null if there is none
   */
  record Opened(long order, String what, @Nullable StackTraceElement place) {}

  private final ConcurrentNavigableMap<Long, Spawned> living = new ConcurrentSkipListMap<>();
  private final List<Spawned> failed = new ArrayList<>();
  private final IdentityHashMap<Handle, Opened> open = new IdentityHashMap<>();
  // Null until the first turn.
  private volatile @Nullable Thread kernelThread;
  private long openings;
  private long spawnings;

  /** How much was made so far: what is made later has greater numbers. */
  record Mark(long spawnings, long openings) {
    static final Mark BEGINNING = new Mark(0, 0);
  }

  Mark mark() {
    return new Mark(spawnings, openings);
  }

  /**
   * Ends the kernel without running anything of its tasks any more, if it has begun. On any thread;
   * does not wait.
   */
  void abandonKernel(String reason) {
    Thread stepping = kernelThread;
    Kernels.running().stream()
        .filter(kernel -> stepping != null && kernel.threads().contains(stepping))
        .forEach(kernel -> kernel.abandon(reason));
  }

  /** The tasks that live, in order of spawning. On any thread. */
  List<Task<?>> livingTasks() {
    return living.values().stream().<Task<?>>map(Spawned::task).toList();
  }

  /** The tasks that were spawned since a mark and live. */
  List<Spawned> livingSince(Mark mark) {
    return List.copyOf(living.tailMap(mark.spawnings(), true).values());
  }

  /** What was opened since a mark and is open, in order. */
  List<Opened> openSince(Mark mark) {
    return open.values().stream()
        .filter(opened -> opened.order() >= mark.openings())
        .sorted((one, other) -> Long.compare(one.order(), other.order()))
        .toList();
  }

  /** The tasks that have failed since this was last called, joined or not. */
  List<Spawned> takeFailed() {
    List<Spawned> taken = List.copyOf(failed);
    failed.clear();
    return taken;
  }

  @Override
  public void created(Task<?> task) {
    living.put(task.id(), new Spawned(task, CallSites.usersCaller()));
    spawnings = task.id() + 1;
  }

  @Override
  public void running(Task<?> task) {
    if (kernelThread == null) {
      kernelThread = Thread.currentThread();
    }
  }

  @Override
  public void ended(Task<?> task) {
    Spawned spawned = living.remove(task.id());
    if (spawned != null && task.outcome().orElse(null) instanceof Outcome.Failure<?>) {
      failed.add(spawned);
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    switch (trap) {
      case Close close -> open.remove(close.handle());
      case CloseFile close -> open.remove(close.handle());
      case CloseSignals close -> open.remove(close.signals());
      default -> {}
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    switch (trap) {
      case WaitForProcess waited -> open.remove(waited.process());
      // A pipe that was handed to the process is closed here by its start.
      case StartProcess start when start.input() instanceof Redirection.FromPipe(var pipe) ->
          open.remove(pipe);
      default -> {}
    }
    String opens = answer == null ? null : Descriptions.of(trap);
    if (opens != null) {
      openedBy(answer, opens);
    }
  }

  private void openedBy(@Nullable Object answer, String opens) {
    switch (answer) {
      case Handle handle -> opened(handle, opens);
      case SocketPair(var first, var second) -> {
        opened(first, opens);
        opened(second, opens);
      }
      case StartedProcess started -> {
        String what = opens + ", process " + started.id();
        opened(started.process(), what);
        opened(started.input(), "the input of " + what);
        opened(started.output(), "the output of " + what);
        opened(started.error(), "the error output of " + what);
      }
      case null, default -> {}
    }
  }

  private void opened(@Nullable Handle handle, String what) {
    if (handle != null) {
      open.put(handle, new Opened(openings++, what, CallSites.usersCaller()));
    }
  }
}
