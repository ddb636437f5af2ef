package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.MonitorClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of a program in a thread of its own, so that keys are answered while a large one is
 * taken. At most a fifth of the time is spent on taking them.
 */
final class Sampler implements AutoCloseable {
  private static final int PAUSES = 4;

  private final MonitorClient client;
  private final Supplier<Snapshot.Wanted> wanted;
  private final long delayNanos;
  private final Thread thread;
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile @Nullable Sample latest;
  private volatile @Nullable IOException lost;

  Sampler(MonitorClient client, Supplier<Snapshot.Wanted> wanted, long delayNanos) {
    this.client = client;
    this.wanted = wanted;
    this.delayNanos = delayNanos;
    this.thread = Thread.ofPlatform().daemon().name("gonzo-top").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  private void work() {
    try {
      while (!closed) {
        long begun = System.nanoTime();
        if (!paused) {
          Snapshot snapshot;
          synchronized (client) {
            snapshot = Snapshot.take(client, wanted.get());
          }
          Sample before = latest;
          latest = before == null ? Sample.first(snapshot, begun) : before.then(snapshot, begun);
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(delayNanos, PAUSES * (System.nanoTime() - begun)));
      }
    } catch (IOException failure) {
      lost = failure;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for the stack of a task; waits until a sample that is being taken is ready. */
  List<String> stack(TaskKey key) throws IOException {
    synchronized (client) {
      return Stacks.of(client, key.kernel(), key.task());
    }
  }

  /** The last sample; null before the first. */
  @Nullable Sample latest() {
    return latest;
  }

  /** Why there are no more; null while there are. */
  @Nullable IOException lost() {
    return closed ? null : lost;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean whether) {
    paused = whether;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
