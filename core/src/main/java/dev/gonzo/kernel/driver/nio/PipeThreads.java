package dev.gonzo.kernel.driver.nio;

import java.io.IOException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that wait in the JDK's pipes, because these cannot be waited for otherwise: one for
 * each pipe in which somebody waits at the moment. They go when they are idle.
 *
 * <p>Their number has no bound of its own: with one, processes that wait for each other would wait
 * for a thread too, and for ever. It is bounded by the number of processes, three for each.
 */
final class PipeThreads {
  private static final long IDLE_SECONDS = 10;

  private final NioDriver driver;
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("gonzo-pipe-", 1).factory());

  PipeThreads(NioDriver driver) {
    this.driver = driver;
  }

  /**
   * Lets a thread do it. On the kernel's thread.
   *
   * @param refused hears on the loop's own stack that there is no thread for it
   */
  void execute(Runnable work, Consumer<IOException> refused) {
    // From the loop's own stack: a pool waits for locks, and a task must not do so in the kernel.
    driver.soon(() -> {
      try {
        pool.execute(work);
      } catch (OutOfMemoryError noThread) {
        refused.accept(new IOException("the system has no thread left for a pipe", noThread));
      }
    });
  }

  /** Ends those that are idle, and the others when what they wait for has come. */
  void close() {
    pool.shutdown();
  }
}
