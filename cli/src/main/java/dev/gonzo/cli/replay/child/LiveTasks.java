package dev.gonzo.cli.replay.child;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that have not ended, in an array that a debugger reads while the JVM is suspended.
 * Kernel thread, and the stacks of its tasks.
 */
public final class LiveTasks implements Activation {
  private static final int FEW = 16;

  private final Map<Task<?>, Integer> places = new HashMap<>();
  private @Nullable LiveTask[] all = new LiveTask[FEW];
  private int count;

  @SuppressWarnings("UnusedVariable") // the debugger reads it
  private @Nullable LiveTask current;

  LiveTasks() {}

  @Override
  public void created(Task<?> task) {
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    places.put(task, count);
    all[count++] = new LiveTask(task);
  }

  @Override
  public void ended(Task<?> task) {
    Integer place = places.remove(task);
    if (place == null) {
      return;
    }
    LiveTask last = all[--count];
    all[count] = null;
    if (place < count && last != null) {
      all[place] = last;
      places.put(last.task, place);
    }
    current = null;
  }

  @Override
  public void running(Task<?> task) {
    LiveTask live = of(task);
    current = live;
    if (live != null) {
      live.state = "running";
    }
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    LiveTask live = of(task);
    if (live != null) {
      live.trap = trap;
      // A generator or a coroutine that the task drives has a thread of its own.
      live.thread = Thread.currentThread();
    }
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    trapOver(task);
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    trapOver(task);
  }

  private void trapOver(Task<?> task) {
    LiveTask live = of(task);
    if (live != null) {
      live.trap = null;
    }
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    become(task, "waiting");
  }

  @Override
  public void resumed(Task<?> task) {
    become(task, "ready");
  }

  @Override
  public void blocked(Task<?> task) {
    become(task, "blocked");
  }

  @Override
  public void unblocked(Task<?> task) {
    become(task, "ready");
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    LiveTask live = of(task);
    if (live != null && live.state.equals("running")) {
      live.state = "ready"; // it gave up its turn
    }
    current = null;
  }

  private void become(Task<?> task, String state) {
    LiveTask live = of(task);
    if (live != null) {
      live.state = state;
    }
  }

  /** Null for a task that was created before the kernel was observed. */
  private @Nullable LiveTask of(Task<?> task) {
    Integer place = places.get(task);
    return place == null ? null : all[place];
  }
}
