package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.MonitorClient;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of a program and asks for stacks in a thread of its own, so that keys are answered
 * while a large sample is taken, or if the program does not answer. At most a fifth of the time is
 * spent on taking samples.
 */
final class Sampler implements AutoCloseable {
  private static final int PAUSES = 4;

  private final MonitorClient client;
  private final Supplier<Snapshot.Wanted> wanted;
  private final long delayNanos;
  private final Thread thread;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile @Nullable Sample latest;
  private volatile @Nullable IOException lost;

  /** A stack that is wanted. */
  private record Asked(TaskKey key, CompletableFuture<Stacks.Stack> answer) {}

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
          Snapshot snapshot = Snapshot.take(client, wanted.get());
          Sample before = latest;
          latest = before == null ? Sample.first(snapshot, begun) : before.then(snapshot, begun);
        }
        long now = System.nanoTime();
        answerUntil(now + Math.max(delayNanos, PAUSES * (now - begun)));
      }
    } catch (IOException failure) {
      lost = failure;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerUntil(long end) throws IOException, InterruptedException {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      Asked next = asked.poll(left, TimeUnit.NANOSECONDS);
      if (next != null) {
        next.answer().complete(Stacks.of(client, next.key().kernel(), next.key().task()));
      }
    }
  }

  /**
   * Asks for the stack of a task, and for no other any longer; does not wait. The answer comes
   * after a sample that is being taken; never, if the connection is lost.
   */
  CompletableFuture<Stacks.Stack> stack(TaskKey key) {
    var answer = new CompletableFuture<Stacks.Stack>();
    asked.clear();
    asked.add(new Asked(key, answer));
    return answer;
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
