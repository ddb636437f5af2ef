package dev.gonzo.kernel;

import dev.gonzo.Task;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel does at the moment: whose turn it is, and how long turns take. The kernel writes,
 * without fences; its watchdog reads.
 */
final class Activity {
  private final AtomicReference<@Nullable Task<?>> running = new AtomicReference<>();
  private final AtomicLong turns = new AtomicLong();
  // Kernel thread only.
  private long turnBegan;

  void begin(long nowNanos) {
    turnBegan = nowNanos;
  }

  void turn(Task<?> task) {
    turns.lazySet(turns.getPlain() + 1);
    running.lazySet(task);
  }

  /** The turn is over; how long it took. */
  long turned(long nowNanos) {
    long nanos = nowNanos - turnBegan;
    turnBegan = nowNanos;
    return nanos;
  }

  void end() {
    running.lazySet(null);
  }

  /** Any thread: the task that has the kernel, or null if none has. */
  @Nullable Task<?> running() {
    return running.get();
  }

  /** Any thread: how many turns have begun. */
  long turns() {
    return turns.get();
  }
}
