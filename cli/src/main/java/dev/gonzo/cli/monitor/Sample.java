package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.TaskFacts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, and what its tasks did since the one before.
 *
 * @param snapshot the snapshot
 * @param nanos when it was taken
 * @param before the run times and turns of the one before
 * @param beforeNanos when that was taken
 */
record Sample(Snapshot snapshot, long nanos, Map<TaskKey, Used> before, long beforeNanos) {
  /** What a task has used since it was spawned. */
  record Used(long runNanos, long turns) {}

  /** The first one. */
  static Sample first(Snapshot snapshot, long nanos) {
    return new Sample(snapshot, nanos, Map.of(), nanos);
  }

  /** The next one. */
  Sample then(Snapshot next, long nextNanos) {
    return new Sample(next, nextNanos, used(), nanos);
  }

  private Map<TaskKey, Used> used() {
    var used = new HashMap<TaskKey, Used>();
    for (Snapshot.OfKernel kernel : snapshot.kernels()) {
      for (TaskFacts task : kernel.tasks()) {
        used.put(
            new TaskKey(kernel.facts().number(), task.id()),
            new Used(task.runNanos(), task.turns()));
      }
    }
    return used;
  }

  /** The share of one processor that a task has used, in thousandths; 0 if it was not known. */
  long runPerMille(TaskKey key, TaskFacts task) {
    Used then = used(key, task);
    return then == null ? 0 : (task.runNanos() - then.runNanos) * 1_000 / elapsed();
  }

  /** How many turns it has had in a second. */
  long turnsPerSecond(TaskKey key, TaskFacts task) {
    Used then = used(key, task);
    return then == null ? 0 : Math.round((task.turns() - then.turns) * 1e9 / elapsed());
  }

  private @Nullable Used used(TaskKey key, TaskFacts task) {
    Used known = before.get(key);
    // A task that was spawned in between has done all that since then.
    boolean isNew = known == null && task.ageNanos() <= nanos - beforeNanos;
    return isNew ? new Used(0, 0) : known;
  }

  private long elapsed() {
    return Math.max(1, nanos - beforeNanos);
  }
}
