package dev.gonzo.kernel.file;

import dev.gonzo.trap.OpenWatch;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All watches of a kernel: one watch service of the JDK (inotify, on Linux), and one thread that
 * waits for it, both from the first watch on.
 *
 * <p>The service registers a directory only once, even if several watches are for it: so it is
 * registered for all kinds of events, and each watch takes those that it wants.
 */
final class Watches {
  private static final WatchEvent.Kind<?>[] ALL = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final Consumer<Runnable> kernel;
  // Guarded by this, like the fields below: file threads register watches, and the waiting thread
  // looks them up.
  private final Map<WatchKey, List<WatchHandle>> watchers = new HashMap<>();
  private @Nullable WatchService service;
  private boolean closed;

  Watches(Consumer<Runnable> kernel) {
    this.kernel = kernel;
  }

  /** Opens a watch. In a file thread. */
  synchronized WatchHandle open(OpenWatch asked) throws IOException {
    if (closed) {
      throw new ClosedWatchServiceException(); // abandoned, and the run is over
    }
    var handle = new WatchHandle(this, asked);
    WatchKey key = asked.directory().register(service(asked), ALL);
    handle.key = key;
    watchers.computeIfAbsent(key, _ -> new ArrayList<>()).add(handle);
    return handle;
  }

  private WatchService service(OpenWatch asked) throws IOException {
    if (service == null) {
      WatchService opened = asked.directory().getFileSystem().newWatchService();
      service = opened;
      Thread.ofPlatform().daemon().name("gonzo-watch").start(() -> listen(opened));
    }
    return service;
  }

  private void listen(WatchService opened) {
    try {
      while (true) {
        WatchKey key = opened.take();
        List<WatchEvent<?>> events = key.pollEvents();
        boolean last = !key.reset();
        for (WatchHandle watcher : watchers(key)) {
          kernel.accept(() -> watcher.happened(events, last));
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException end) {
      // the kernel has ended
    }
  }

  private synchronized List<WatchHandle> watchers(WatchKey key) {
    return List.copyOf(watchers.getOrDefault(key, List.of()));
  }

  /** Removes a watch. In a file thread. */
  synchronized void forget(WatchHandle handle) {
    List<WatchHandle> others = handle.key == null ? null : watchers.get(handle.key);
    if (others != null && others.remove(handle) && others.isEmpty() && handle.key != null) {
      watchers.remove(handle.key);
      handle.key.cancel();
    }
  }

  synchronized void close() {
    closed = true;
    if (service != null) {
      try {
        service.close();
      } catch (IOException failure) {
        throw new java.io.UncheckedIOException(failure);
      }
    }
  }
}
