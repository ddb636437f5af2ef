package dev.gonzo.kernel.loop;

import dev.gonzo.Task;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.report.Text;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a few tasks at one moment. Kernel thread only. */
final class TaskReader {
  private final long nowNanos;
  // Many tasks wait in the same queue, and its text may be long.
  private final IdentityHashMap<WaitQueue, TaskView.Wait> queues = new IdentityHashMap<>();

  TaskReader(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  TaskView read(LoopTask<?> task) {
    Trap<?> trap = task.waitingAt().orElse(null);
    return new TaskView(
        task,
        task.parent().orElse(null),
        task.state(),
        trap == null ? null : wait(trap),
        Duration.ofNanos(Math.max(0, nowNanos - task.spawnedAtNanos)),
        task.switches(),
        task.runTime());
  }

  private TaskView.Wait wait(Trap<?> trap) {
    return switch (trap) {
      case WaitOn on -> queues.computeIfAbsent(on.queue(), TaskReader::queue);
      case Join<?>(Task<?> task) ->
          new TaskView.Wait(name(trap), cut(task.name()), 0, List.of(task));
      default -> new TaskView.Wait(name(trap), "", 0, List.of());
    };
  }

  private static String name(Trap<?> trap) {
    return trap.getClass().getSimpleName();
  }

  private static TaskView.Wait queue(WaitQueue queue) {
    WaitQueue.@Nullable Subject subject = queue.subject().orElse(null);
    return new TaskView.Wait(
        WaitOn.class.getSimpleName(),
        subject == null ? "" : cut(Text.of(subject)),
        Math.max(1, System.identityHashCode(queue)),
        subject == null ? List.of() : holders(subject));
  }

  private static List<Task<?>> holders(WaitQueue.Subject subject) {
    return WaitForGraph.holders(subject).stream()
        .limit(TaskView.Wait.MOST_HOLDERS)
        .<Task<?>>map(holder -> holder)
        .toList();
  }

  private static String cut(String text) {
    if (text.length() <= TaskView.Wait.MOST_CHARACTERS) {
      return text;
    }
    int end = TaskView.Wait.MOST_CHARACTERS - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
