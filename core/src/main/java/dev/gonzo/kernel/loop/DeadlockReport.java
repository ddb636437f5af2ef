package dev.gonzo.kernel.loop;

import dev.gonzo.Task;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Text;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The message of a {@link dev.gonzo.DeadlockException}: each task, where it waits, and the cycle.
 */
final class DeadlockReport {
  private static final int MOST_TASKS = 20;
  private static final int MOST_FRAMES = 3;

  /** Packages of the frames below the body of a task. */
  private static final List<String> BELOW =
      List.of("java.", "jdk.", "dev.gonzo.carrier.", "dev.gonzo.Coroutine", "dev.gonzo.Gonzo");

  private DeadlockReport() {}

  static String of(List<LoopTask<?>> all) {
    var report = new StringBuilder("every task waits, and nothing can ever wake one:");
    List<LoopTask<?>> tasks = all.stream().filter(DeadlockReport::isReported).toList();
    for (LoopTask<?> task : tasks.subList(0, Math.min(MOST_TASKS, tasks.size()))) {
      report.append("\n  ").append(task.name()).append(" waits ").append(reason(task));
      place(task).forEach(frame -> report.append("\n      at ").append(frame));
    }
    if (tasks.size() > MOST_TASKS) {
      report.append("\n  and ").append(tasks.size() - MOST_TASKS).append(" more");
    }
    List<Task<?>> cycle = WaitForGraph.cycle(tasks);
    if (!cycle.isEmpty()) {
      report
          .append("\n  the cycle: ")
          .append(cycle.stream().map(Task::name).collect(Collectors.joining(" -> ")));
    }
    return report.toString();
  }

  private static boolean isReported(LoopTask<?> task) {
    return !(task.waitingAt().orElse(null) instanceof WaitOn wait)
        || wait.queue().subject().map(DeadlockReport::isReported).orElse(true);
  }

  /** As the subject says; its code may be a user's, and must not keep the report away. */
  private static boolean isReported(WaitQueue.Subject subject) {
    try {
      return subject.isReported();
    } catch (OutOfMemoryError full) {
      throw full; // repeated when there is memory
    } catch (Throwable unusable) {
      return true;
    }
  }

  private static String reason(LoopTask<?> task) {
    Trap<?> trap = task.waitingAt().orElse(null);
    return switch (trap) {
      case null -> "for its turn";
      case Join<?> join -> "for " + join.task().name() + " to end";
      case WaitOn wait when wait.queue().subject().isPresent() ->
          "for " + Text.of(wait.queue().subject().get());
      default -> "at " + trap.getClass().getSimpleName();
    };
  }

  /**
   * The innermost frames of user code, which say more than ours; if the body itself is a method of
   * Gonzo, that method.
   */
  private static List<StackTraceElement> place(LoopTask<?> task) {
    StackTraceElement[] stack = task.stack();
    List<StackTraceElement> frames = CallSites.usersFrames(stack);
    return frames.isEmpty()
        ? entered(stack)
        : frames.subList(0, Math.min(MOST_FRAMES, frames.size()));
  }

  private static List<StackTraceElement> entered(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> BELOW.stream().noneMatch(frame.getClassName()::startsWith))
        .reduce((_, outer) -> outer)
        .stream()
        .toList();
  }
}
