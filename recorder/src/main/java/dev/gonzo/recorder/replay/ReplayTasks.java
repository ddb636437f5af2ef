package dev.gonzo.recorder.replay;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a replayed kernel and their deadlines, by the numbers that they have in the
 * recording. Kernel thread, and the stacks of its tasks.
 */
final class ReplayTasks {
  private final Map<Long, LoopTask<?>> living = new HashMap<>();
  private final Map<Long, SetDeadline> deadlines = new HashMap<>();
  private final IdentityHashMap<Cancelled, Long> numbers = new IdentityHashMap<>();
  private final IdentityHashMap<Handle, SetDeadline> handles = new IdentityHashMap<>();
  private long set;
  private long main = -1;

  void created(Task<?> task) {
    if (task instanceof LoopTask<?> here) {
      if (living.isEmpty() && main < 0) {
        main = here.id();
      }
      living.put(here.id(), here);
    }
  }

  void ended(Task<?> task) {
    living.remove(task.id());
  }

  /** The task of an id; null if it has ended. */
  @Nullable LoopTask<?> get(long id) {
    return living.get(id);
  }

  /** The id of the main task. */
  long main() {
    return main;
  }

  /** A deadline is set; returns its number. */
  long deadlineSet(SetDeadline deadline) {
    long number = set++;
    deadlines.put(number, deadline);
    numbers.put(deadline.cancelled(), number);
    return number;
  }

  /** When a deadline expires, on the kernel's clock. */
  long deadline(long number) {
    SetDeadline deadline = deadlines.get(number);
    return deadline == null ? Long.MIN_VALUE : deadline.at().nanos();
  }

  /** The number of the deadline that has expired. */
  long expired(Cancelled cancelled) {
    Long number = numbers.remove(cancelled);
    if (number == null) {
      return -1;
    }
    deadlines.remove(number);
    return number;
  }

  /** A deadline was set. */
  void deadlineSet(SetDeadline deadline, Handle handle) {
    if (numbers.containsKey(deadline.cancelled())) {
      handles.put(handle, deadline);
    }
  }

  /** A deadline is removed. */
  void deadlineUnset(Handle handle) {
    SetDeadline deadline = handles.remove(handle);
    if (deadline != null) {
      long _ = expired(deadline.cancelled());
    }
  }

  /** What a task does now, as text. */
  String now(long id) {
    LoopTask<?> task = living.get(id);
    return task == null
        ? "there is no task " + id
        : "task "
            + id
            + " is "
            + task.state().name().toLowerCase(Locale.ROOT)
            + task.waitingAt().map(trap -> " at " + trap.getClass().getSimpleName()).orElse("");
  }
}
