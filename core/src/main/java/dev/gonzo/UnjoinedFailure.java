package dev.gonzo;

import dev.gonzo.report.Collected;
import dev.gonzo.report.Log;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The failure of a task that has not been joined yet. It is logged once: when the task is
 * garbage-collected, and so can no longer be joined, or when its kernel ends.
 */
final class UnjoinedFailure {
  private static final Set<UnjoinedFailure> ALL = ConcurrentHashMap.newKeySet();

  private static final AtomicLong NUMBERS = new AtomicLong();

  // In order of the ends of the tasks.
  private final long number = NUMBERS.incrementAndGet();
  private final String task;
  private final Object kernel;
  private final Throwable cause;
  private final AtomicBoolean settled = new AtomicBoolean();

  private UnjoinedFailure(String task, Object kernel, Throwable cause) {
    this.task = task;
    this.kernel = kernel;
    this.cause = cause;
  }

  static UnjoinedFailure watch(Task<?> task, Object kernel, Throwable cause) {
    var failure = new UnjoinedFailure(task.name(), kernel, cause);
    ALL.add(failure);
    var _ = Collected.watch(task, failure::report);
    return failure;
  }

  static void reportAll(Object kernel) {
    ALL.stream()
        .filter(failure -> failure.kernel == kernel)
        .sorted(Comparator.comparingLong(failure -> failure.number))
        .forEach(UnjoinedFailure::report);
  }

  void joined() {
    settled.set(true);
    ALL.remove(this);
  }

  private void report() {
    ALL.remove(this);
    if (settled.compareAndSet(false, true)) {
      Log.warn("task " + task + " failed, and was never joined", cause);
    }
  }
}
