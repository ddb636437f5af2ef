package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.List;
import java.util.Set;

/**
 * Watches the entries of a directory, without those of its subdirectories.
 *
 * <pre>{@code
 * try (var watch = Directories.watch(inbox, ENTRY_CREATE)) {
 *   for (List<WatchEvent<?>> events; !(events = watch.take()).isEmpty(); )
 *     for (WatchEvent<?> event : events) ...
 * }
 * }</pre>
 */
public final class DirectoryWatch implements AutoCloseable {
  private final Path directory;
  private final Handle handle;

  private DirectoryWatch(Path directory, Handle handle) {
    this.directory = directory;
    this.handle = handle;
  }

  @Async
  static DirectoryWatch open(Path directory, WatchEvent.Kind<?>... kinds) throws IOException {
    Set<WatchEvent.Kind<?>> wanted =
        kinds.length > 0
            ? Set.copyOf(List.of(kinds))
            : Set.of(
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
    return new DirectoryWatch(directory, Coroutine.trap(new OpenWatch(directory, wanted)));
  }

  /** {@return the directory that is watched} */
  public Path directory() {
    return directory;
  }

  /**
   * Waits for changes, and returns all that have happened. The context of an event is the name of
   * the entry. An event of kind {@link StandardWatchEventKinds#OVERFLOW} has no context, and means
   * that other events may be missing: then list the directory itself.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken no events. Only one task may wait
   * at a time.
   *
   * @return the events in order; empty, now and in all later calls, if the directory was deleted
   * @throws IOException currently never
   * @throws java.nio.file.ClosedWatchServiceException if the watch is closed, before or during the
   *     wait
   * @throws dev.gonzo.BusyException if another task is waiting
   */
  @Async
  public List<WatchEvent<?>> take() throws IOException {
    return Coroutine.trap(new TakeWatchEvents(handle));
  }

  /** Ends the watch. Closing twice is harmless. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Descent.close(handle);
  }

  /** {@return a description with the directory} */
  @Override
  public String toString() {
    return "the watch of " + directory;
  }
}
