package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.OpenWatch;
import dev.gonzo.trap.TakeWatchEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.List;
import java.util.Set;

/**
 * Somebody who watches the entries of a directory, but not those of its subdirectories.
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
            ? Set.of(kinds)
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
   * Waits until something has happened, and takes all that has. An event's context is the name of
   * the entry; one of kind {@link StandardWatchEventKinds#OVERFLOW} has none, and says that others
   * may be missing: look at the directory itself then.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing. One task at a time may wait.
   *
   * @return what has happened, in order; nothing, from now on, if the directory is gone
   * @throws IOException never as yet
   * @throws java.nio.file.ClosedWatchServiceException if this is closed, before or while it waits
   * @throws dev.gonzo.BusyException if another task waits
   */
  @Async
  public List<WatchEvent<?>> take() throws IOException {
    return Coroutine.trap(new TakeWatchEvents(handle));
  }

  /** Ends it. Twice is harmless. Async, but never suspends, and no checkpoint. */
  @Async
  @Override
  public void close() {
    Descent.close(handle);
  }
}
