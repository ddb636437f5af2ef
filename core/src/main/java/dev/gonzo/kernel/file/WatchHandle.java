package dev.gonzo.kernel.file;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A watch of a directory: its events, and the task that waits for them. */
final class WatchHandle extends FileHandle {
  /**
   * How many events are kept. A program that takes them too late must list the directory itself.
   */
  private static final int MOST_EVENTS = 10_000;

  private final Watches watches;
  private final OpenWatch asked;
  // Guarded by the Watches.
  @Nullable WatchKey key;
  // Kernel thread only.
  private List<WatchEvent<?>> events = new ArrayList<>();
  private @Nullable LoopTask<?> waiter;
  private boolean gone;

  WatchHandle(Watches watches, OpenWatch asked) {
    this.watches = watches;
    this.asked = asked;
  }

  Object take(LoopTask<?> task, TakeWatchEvents trap) throws Exception {
    if (waiter != null) {
      throw new BusyException(
          waiter.name()
              + " waits for this watch already: only one task at a time may, so open another");
    }
    requireOpen();
    while (events.isEmpty() && !gone) {
      waiter = task;
      task.suspend(
          trap,
          () -> {
            waiter = null;
            return true;
          });
      requireOpen();
    }
    List<WatchEvent<?>> taken = events;
    events = new ArrayList<>();
    return taken;
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new ClosedWatchServiceException();
    }
  }

  /** Adds events, and resumes the waiting task. On the loop's own stack. */
  void happened(List<WatchEvent<?>> news, boolean last) {
    for (WatchEvent<?> event : news) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        events.add(event);
      } else if (asked.kinds().contains(event.kind())) {
        events.add(event);
      }
      if (events.size() > MOST_EVENTS) {
        events.clear();
        events.add(Overflow.ONCE);
      }
    }
    gone |= last;
    if (!events.isEmpty() || gone) {
      wake();
    }
  }

  private void wake() {
    LoopTask<?> task = waiter;
    waiter = null;
    if (task != null) {
      task.resume(null);
    }
  }

  @Override
  boolean close() {
    boolean first = super.close();
    wake(); // finds it closed
    return first;
  }

  @Override
  protected void free() throws IOException {
    watches.forget(this);
  }

  @Override
  public String toString() {
    return "the watch of " + asked.directory();
  }

  /** The event which says that events were lost. */
  private record Overflow() implements WatchEvent<Object> {
    static final Overflow ONCE = new Overflow();

    @Override
    public Kind<Object> kind() {
      return StandardWatchEventKinds.OVERFLOW;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    @SuppressWarnings("NullAway") // as the JDK does
    public Object context() {
      return null;
    }
  }
}
