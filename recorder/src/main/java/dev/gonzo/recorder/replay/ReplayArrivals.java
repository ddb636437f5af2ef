package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.Arrivals;
import dev.gonzo.trap.Waker;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what other threads pass to a replayed kernel until the recording has it arrive. Any thread
 * may use it.
 */
final class ReplayArrivals implements Arrivals {
  private final Runnable wakeUp;
  // Weak, and not until the waker is closed: what is on its way then arrives later.
  private final Map<Waker, Long> numbers = new WeakHashMap<>();
  private final Map<Long, Queue<Runnable>> kept = new HashMap<>();
  private long opened;
  private boolean open = true;

  /**
   * Creates it without arrivals.
   *
   * @param wakeUp called when something has come
   */
  ReplayArrivals(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** A waker was opened by a task of the kernel. */
  synchronized void opened(Waker waker) {
    numbers.put(waker, opened++);
  }

  @Override
  public boolean take(Waker waker, Object source, Runnable delivery) {
    synchronized (this) {
      Long number = numbers.get(waker);
      if (!open || number == null) {
        return false;
      }
      kept.computeIfAbsent(number, _ -> new ArrayDeque<>()).add(delivery);
    }
    wakeUp.run();
    return true;
  }

  /** Takes out the oldest delivery for a waker; null if none has come. */
  synchronized @Nullable Runnable poll(long waker) {
    Queue<Runnable> all = kept.get(waker);
    if (all == null) {
      return null;
    }
    Runnable oldest = all.poll();
    if (all.isEmpty()) {
      kept.remove(waker);
    }
    return oldest;
  }

  /** Keeps nothing more, and lets arrive what it has kept. */
  void close() {
    Map<Long, Queue<Runnable>> left;
    synchronized (this) {
      open = false;
      left = Map.copyOf(kept);
      kept.clear();
    }
    left.values().forEach(all -> all.forEach(Runnable::run));
  }
}
