package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.OpenWatch;
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
import java.util.concurrent.locks.LockSupport;
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

  private static final long PAUSE_NANOS = 1_000_000;

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
      try {
        Thread _ = Thread.ofPlatform().daemon().name("gonzo-watch").start(new Listening(opened));
      } catch (OutOfMemoryError noThread) {
        opened.close();
        throw noThread;
      }
      service = opened;
    }
    return service;
  }

  /**
   * Passes events to the watches, in a thread. Where the heap is full, it goes on after a pause.
   */
  private final class Listening implements Runnable {
    private final WatchService opened;
    // How far it has come with one key.
    private @Nullable WatchKey key;
    private @Nullable List<WatchEvent<?>> events;
    private @Nullable List<WatchHandle> receivers;
    private boolean isReset;
    private boolean last;
    private int passed;

    Listening(WatchService opened) {
      this.opened = opened;
    }

    @Override
    public void run() {
      while (true) {
        try {
          step();
        } catch (OutOfMemoryError full) {
          LockSupport.parkNanos(PAUSE_NANOS);
        } catch (ClosedWatchServiceException | InterruptedException end) {
          return; // the kernel has ended
        }
      }
    }

    private void step() throws InterruptedException {
      WatchKey changed = key == null ? opened.take() : key;
      key = changed;
      List<WatchEvent<?>> news = events == null ? changed.pollEvents() : events;
      events = news;
      if (!isReset) {
        last = !changed.reset();
        isReset = true;
      }
      boolean gone = last;
      List<WatchHandle> watching = receivers == null ? watchers(changed) : receivers;
      receivers = watching;
      for (; passed < watching.size(); passed++) {
        WatchHandle watcher = watching.get(passed);
        kernel.accept(() -> watcher.happened(news, gone));
      }
      key = null;
      events = null;
      receivers = null;
      isReset = false;
      passed = 0;
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
