package dev.gonzo.kernel.offload;

import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.WakeQueue;
import dev.gonzo.report.Log;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads in which processes are started, since the system may wait there for a device, and the
 * first start in a JVM loads and links classes for a hundred milliseconds.
 *
 * <p>A bounded number of threads does the work that is usually quick. Work that may wait without
 * end, such as opening a FIFO, gets a thread of its own, so that it holds up no other start.
 *
 * <p>Kernel thread only, except where noted.
 */
public final class ProcessOffload implements ProcessThreads {
  private static final int MOST_QUICK = 64;
  private static final int MOST_LEFT_BEHIND = 256;

  private final LoopKernel kernel;
  private final OffloadThreads.Factory factory = new OffloadThreads.Factory("gonzo-process-");
  final OffloadLoop loop;
  private final AbandonedWork left = new AbandonedWork();
  // Waits whose tasks have left. They end by themselves soon, so nothing limits or reports them.
  private final AbandonedWork leftWaits = new AbandonedWork();
  // Created by the first start.
  private @Nullable OffloadThreads quick;
  private @Nullable OffloadThreads patient;

  /**
   * Creates one without threads.
   *
   * @param kernel its kernel
   */
  public ProcessOffload(LoopKernel kernel) {
    this.kernel = kernel;
    loop = new LoopActions(kernel);
  }

  @Override
  public <T extends @Nullable Object> T run(LoopTask<?> task, Trap<?> trap, Work<T> work)
      throws Exception {
    return run(task, trap, new ProcessWork<>(this, left, task, work), false);
  }

  @Override
  public <T extends @Nullable Object> T runPatiently(LoopTask<?> task, Trap<?> trap, Work<T> work)
      throws Exception {
    if (left.size() >= MOST_LEFT_BEHIND) {
      throw new IOException(
          MOST_LEFT_BEHIND
              + " starts of processes were cancelled and still wait to open a FIFO or a device:"
              + " let something open the other end of those, or do not redirect there");
    }
    return run(task, trap, new ProcessWork<>(this, left, task, work), true);
  }

  @Override
  public <T extends @Nullable Object> T runWait(LoopTask<?> task, Trap<?> trap, Work<T> wait)
      throws Exception {
    return run(task, trap, new ProcessWork<>(this, leftWaits, task, wait), true);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the work's result is a T
  private <T extends @Nullable Object> T run(
      LoopTask<?> task, Trap<?> trap, ProcessWork<T> inThread, boolean patiently) throws Exception {
    // From the loop's own stack: a pool blocks on locks, which a task must not do inside the
    // kernel.
    kernel.post(new Submission(inThread, patiently));
    try {
      return (T) task.suspend(trap, inThread);
    } catch (IOException failure) {
      // Its stack trace should show the code that made the trap, and not the thread's.
      failure.setStackTrace(new Throwable().getStackTrace());
      throw failure;
    }
  }

  @Override
  public void execute(Runnable work, Consumer<Throwable> refused) {
    kernel.post(() -> {
      try {
        patient().execute(work);
      } catch (Throwable noThread) {
        refused.accept(noThread);
      }
    });
  }

  @Override
  public void post(Runnable action) {
    kernel.post(action);
  }

  /** A class and not a lambda, which would be linked at the first process while all tasks wait. */
  private final class Submission extends WakeQueue.Action {
    private final ProcessWork<?> work;
    private final boolean patiently;

    Submission(ProcessWork<?> work, boolean patiently) {
      this.work = work;
      this.patiently = patiently;
    }

    @Override
    protected void run() {
      work.start(patiently ? patient() : quick());
    }
  }

  private Executor quick() {
    if (quick == null) {
      quick = OffloadThreads.bounded(factory, MOST_QUICK);
    }
    return quick;
  }

  private Executor patient() {
    if (patient == null) {
      patient = OffloadThreads.unbounded(factory);
    }
    return patient;
  }

  /**
   * Replaces the threads of work that cancelled tasks have left behind, as long as it runs. Any
   * thread may call it.
   */
  void adjustSoon() {
    kernel.post(this::adjust);
  }

  private void adjust() {
    if (quick != null) {
      quick.allow(MOST_QUICK + Math.min(left.size(), MOST_LEFT_BEHIND));
    }
  }

  /**
   * Ends the threads when every task has ended: idle ones at once, others when their work is done.
   */
  public void close() {
    if (quick != null) {
      quick.close();
    }
    if (patient != null) {
      patient.close();
    }
    if (left.size() > 0) {
      Log.warn(
          "the kernel has ended, and the starts of "
              + left.size()
              + " processes that were cancelled still wait to open a FIFO or a device",
          null);
    }
  }
}
