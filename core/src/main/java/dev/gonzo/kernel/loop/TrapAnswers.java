package dev.gonzo.kernel.loop;

import dev.gonzo.Moment;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.Checkpoint;
import dev.gonzo.trap.SchedulingTrap.CurrentTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import dev.gonzo.trap.ThreadTrap.CloseWaker;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import dev.gonzo.trap.Trap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes each trap to the part of the kernel that answers it. On the task's own stack. */
final class TrapAnswers {
  private final LoopKernel kernel;
  private final Driver driver;
  private final FileAnswers files;
  private final ThreadAnswers threads;
  private final ProcessThreads processes;
  private final EnvironmentAnswers environment;
  private final WaitAnswers waits;
  private final Deadlines deadlines;
  private final LoopTasks tasks;
  private final LivingTasks living;
  private final OutsideWaits outsideWaits;

  TrapAnswers(
      LoopKernel kernel,
      Driver driver,
      LoopServices services,
      WaitAnswers waits,
      Deadlines deadlines,
      LoopTasks tasks,
      LivingTasks living,
      OutsideWaits outsideWaits) {
    this.kernel = kernel;
    this.driver = driver;
    this.files = services.files();
    this.threads = services.threads();
    this.processes = services.processes();
    this.environment = services.environment();
    this.waits = waits;
    this.deadlines = deadlines;
    this.tasks = tasks;
    this.living = living;
    this.outsideWaits = outsideWaits;
  }

  /** Answers a trap; or makes the task wait, and returns the undo of that, a {@link Suspended}. */
  @Nullable Object answer(LoopTask<?> task, Trap<?> trap) throws Exception {
    // In this order: the class of a trap is found by comparing, and comparing with a group of
    // traps takes longer than with one.
    return switch (trap) {
      case WaitOn asked -> waits.waitOn(task, asked.queue());
      case YieldTurn asked -> waits.yieldTurn(task, asked);
      case Wake asked -> waits.wake(asked);
      case Sleep asked -> waits.sleep(task, asked);
      case ReadClock _ -> new Moment(kernel.interventions().shownNanos());
      case Resolve asked -> driver.answer(task, asked, threads);
      case SendFile asked -> driver.sendFile(task, asked, files);
      case NetTrap<?> asked -> driver.answer(task, asked);
      case SetDeadline asked -> deadlines.set(task, asked);
      case UnsetDeadline asked -> deadlines.unset(asked);
      case Spawn<?> asked -> tasks.spawn(asked, task);
      case Join<?> asked -> waits.join(task, asked);
      case Checkpoint _ -> null;
      case CurrentTask _ -> task;
      case ListTasks _ -> List.copyOf(living.snapshot());
      case CancelTask asked -> waits.cancel(asked);
      case FileTrap<?> asked -> driver.answer(task, asked, files);
      case ProcessTrap<?> asked -> driver.answer(task, asked, processes);
      case EnvironmentTrap<?> asked -> driver.answerEnvironment(task, asked, environment);
      case RunInThread<?> asked -> driver.answer(task, asked, threads);
      case OpenWaker _ -> openWaker();
      case WaitForWaker asked -> LoopWaker.of(kernel, asked.waker()).await(task);
      case CloseWaker asked -> LoopWaker.of(kernel, asked.waker()).close();
    };
  }

  private LoopWaker openWaker() {
    var waker = new LoopWaker(kernel);
    outsideWaits.wakerOpened(); // counted only when there was memory to make it
    return waker;
  }
}
