package dev.gonzo.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processor time of a JVM's compiler threads. The JVM ends such a thread when it is idle, and
 * its time with it, so they are looked at ten times a second until this is closed.
 */
public final class CompilerTime implements AutoCloseable {
  private static final int PAUSE_MILLIS = 100;

  private final Path threads;
  private final Map<Path, Long> nanos = new ConcurrentHashMap<>();
  private final Thread watcher;

  private CompilerTime(long pid) {
    threads = Path.of("/proc/" + pid + "/task");
    watcher = Thread.ofPlatform().daemon().name("compilers of " + pid).start(this::watch);
  }

  /**
   * {@return the compilers of a process; they have no time if it is no JVM}
   *
   * @param pid its number
   */
  public static CompilerTime of(long pid) {
    return new CompilerTime(pid);
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        look(thread);
      }
    } catch (IOException _) {
      // The process has ended.
    }
  }

  private void look(Path thread) {
    try {
      // Linux keeps 15 characters of a name.
      String name = Files.readString(thread.resolve("comm")).strip();
      if (name.equals("C1 CompilerThre") || name.equals("C2 CompilerThre")) {
        String used = Files.readString(thread.resolve("schedstat")).split(" ", -1)[0];
        nanos.put(thread, Long.parseLong(used));
      }
    } catch (IOException _) {
      // The thread has ended; what was last seen of it counts.
    }
  }

  /** {@return what all of them have used until now, in nanoseconds} */
  public long nanos() {
    look();
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
