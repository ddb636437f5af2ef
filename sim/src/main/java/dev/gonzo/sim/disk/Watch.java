package dev.gonzo.sim.disk;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A watch of a directory: its events, and the task that waits for them. */
final class Watch extends DiskHandle {
  /** How many events are kept, as on a real kernel. */
  private static final int MOST_EVENTS = 10_000;

  private final OpenWatch asked;
  private List<WatchEvent<?>> events = new ArrayList<>();
  private @Nullable LoopTask<?> waiter;
  private boolean isDirectoryGone;

  Watch(HostFiles host, OpenWatch asked, DirectoryNode directory) {
    super(host, asked.directory(), directory);
    this.asked = asked;
    directory.watchedBy(this);
  }

  /**
   * Something that has happened in a directory.
   *
   * @param kind what
   * @param context the name in the directory; null if events were lost
   * @param count how often, without anything else in between
   * @param <T> the type of the name
   */
  record Event<T extends @Nullable Object>(Kind<T> kind, T context, int count)
      implements WatchEvent<T> {}

  void happened(WatchEvent.Kind<Path> kind, String name) {
    if (!asked.kinds().contains(kind)) {
      return;
    }
    Path context = Path.of(name);
    WatchEvent<?> last = events.isEmpty() ? null : events.getLast();
    if (last != null && last.kind() == kind && context.equals(last.context())) {
      events.set(events.size() - 1, new Event<>(kind, context, last.count() + 1));
    } else {
      events.add(new Event<>(kind, context, 1));
    }
    if (events.size() > MOST_EVENTS) {
      events.clear();
      events.add(overflow());
    }
    wake();
  }

  @SuppressWarnings("NullAway") // this kind of event has no context
  private static WatchEvent<?> overflow() {
    return new Event<@Nullable Object>(StandardWatchEventKinds.OVERFLOW, null, 1);
  }

  void directoryIsGone() {
    isDirectoryGone = true;
    wake();
  }

  /** Takes the events, and waits for them if there are none. On the task's own stack. */
  Object take(LoopTask<?> task, TakeWatchEvents trap) throws Exception {
    if (waiter != null) {
      throw new BusyException(
          waiter.name()
              + " waits for this watch already: only one task at a time may, so open another");
    }
    requireOpen();
    while (events.isEmpty() && !isDirectoryGone) {
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

  private void wake() {
    LoopTask<?> task = waiter;
    waiter = null;
    if (task != null) {
      task.resume(null);
    }
  }

  @Override
  Path pathWhileOpen() {
    throw new IllegalArgumentException(this + " is neither a file nor a directory");
  }

  @Override
  void closed() {
    ((DirectoryNode) node()).noLongerWatchedBy(this);
    wake(); // finds it closed
  }

  @Override
  public String toString() {
    return "the watch of " + asked.directory();
  }
}
