package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.offload.OffloadThreads;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The threads that block in the JDK's pipes, which cannot be waited for in any other way: one for
 * each pipe in which a task waits, and one for each to which a task has sent something. They end
 * when they are idle.
 *
 * <p>Their number has no fixed limit: with one, processes that wait for each other might wait for a
 * thread, for ever. It is bounded by the number of processes, three for each.
 */
final class PipeThreads {
  private final NioDriver driver;
  private final OffloadThreads threads =
      OffloadThreads.unbounded(new OffloadThreads.Factory("gonzo-pipe-"));

  PipeThreads(NioDriver driver) {
    this.driver = driver;
  }

  /**
   * Runs work in a thread. On the kernel's thread.
   *
   * @param refused takes the failure, on the loop's own stack, if there is no thread for it
   */
  void execute(Runnable work, Consumer<IOException> refused) {
    // From the loop's own stack: a pool blocks on locks, which a task must not do inside the
    // kernel.
    driver.soon(() -> {
      try {
        threads.execute(work);
      } catch (OutOfMemoryError noThread) {
        refused.accept(noThread(noThread));
      }
    });
  }

  /**
   * Gets a thread before anything depends on it: bytes that a task has handed over cannot be given
   * back to it. On the task's own stack; no other task has a turn meanwhile.
   *
   * @return the thread; {@link PipeThread#end end} it
   * @throws IOException if the system has none
   */
  PipeThread reserve(LoopTask<?> task) throws Exception {
    var thread = new PipeThread();
    return task.onLoop(() -> {
      try {
        threads.execute(thread);
        return thread;
      } catch (OutOfMemoryError noThread) {
        throw noThread(noThread);
      }
    });
  }

  private static IOException noThread(OutOfMemoryError reason) {
    return new IOException("the system has no thread left for a pipe", reason);
  }

  /** Ends idle threads at once, and the others when their operation is over. */
  void close() {
    threads.close();
  }
}
