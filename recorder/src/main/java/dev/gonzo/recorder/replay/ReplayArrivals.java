package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.Arrivals;
import dev.gonzo.trap.Waker;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what other threads pass to a replayed kernel until the recording has it arrive. Any thread
 * may use it.
 */
final class ReplayArrivals implements Arrivals {
  private final Runnable wakeUp;
  private final IdentityHashMap<Waker, Long> numbers = new IdentityHashMap<>();
  private final Map<Long, Queue<Runnable>> kept = new HashMap<>();
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
    numbers.put(waker, (long) numbers.size());
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
    return all == null ? null : all.poll();
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
