package dev.gonzo.kernel.loop.run;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.carrier.BatonStack;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The platform thread of a kernel on the baton carrier. The kernel itself is stepped by a virtual
 * thread there, since a baton passes between two virtual threads in a microsecond, but to a
 * platform thread in ten or more. This thread does what the virtual one cannot.
 *
 * <p>It waits for the devices, where a virtual thread would pin one of the JDK's few carrier
 * threads. And while a task in a foreign block holds the baton, so that no task has a turn, it
 * interrupts that task to deliver a due cancellation.
 */
final class DevicePoller {
  private static final long LOOK_NANOS = 5_000_000;
  private static final int LOOKS_BEFORE_EXAMINING = 10;

  private final Driver driver;
  private @Nullable Thread thread;
  private volatile @Nullable BatonStack stack;
  private volatile boolean ended;
  // The request to wait: set by the kernel's thread, reset by the platform thread when the wait is
  // over. It guards the next two fields.
  private volatile boolean waiting;
  private long waitNanos;
  private @Nullable Throwable fault;
  // Used by the platform thread only.
  private long seenTurn = -1;
  private int looks;

  /**
   * Creates one without threads.
   *
   * @param driver the kernel's devices
   */
  DevicePoller(Driver driver) {
    this.driver = driver;
  }

  /**
   * The driver for the kernel: the given one, except that {@code poll} waits in the platform
   * thread.
   */
  Driver driver() {
    return new AwaitedByPoller();
  }

  /**
   * Creates the kernel's two threads.
   *
   * @param name the name of both
   * @param kernel the kernel
   * @param work the work of the virtual thread, which steps the kernel
   * @param failed takes the reason if the virtual thread cannot be started, or cannot begin
   * @return the platform thread, not started; it starts the other one, and ends after it
   */
  Thread thread(String name, LoopKernel kernel, Runnable work, Consumer<? super Throwable> failed) {
    Carrier.prepareFirst();
    Thread turns =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                if (begins(failed)) {
                  work.run();
                }
              } finally {
                ended = true;
                LockSupport.unpark(thread);
              }
            });
    thread = Thread.ofPlatform().name(name).unstarted(() -> keep(kernel, turns, failed));
    return thread;
  }

  private boolean begins(Consumer<? super Throwable> failed) {
    try {
      stack = BatonStack.begin();
      return true;
    } catch (Throwable refused) {
      failed.accept(refused);
      return false;
    }
  }

  private void keep(LoopKernel kernel, Thread turns, Consumer<? super Throwable> failed) {
    try {
      turns.start();
    } catch (Throwable refused) {
      failed.accept(refused);
      return;
    }
    while (!ended) {
      if (waiting) {
        try {
          driver.poll(waitNanos);
        } catch (Throwable broken) {
          fault = broken;
        }
        waiting = false;
        LockSupport.unpark(turns);
      } else {
        try {
          look(kernel);
        } catch (OutOfMemoryError full) {
          // The next look comes soon; without this thread the kernel's thread would wait for ever.
        }
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
      boolean _ = Thread.interrupted();
    }
  }

  /** Has the platform thread wait. Called on the kernel's thread. */
  private void await(long nanos) {
    waitNanos = nanos;
    waiting = true;
    LockSupport.unpark(thread);
    while (waiting) {
      LockSupport.park(this);
      boolean _ = Thread.interrupted();
    }
    Throwable broken = fault;
    if (broken != null) {
      fault = null;
      throw Rethrow.unchecked(broken);
    }
  }

  private void look(LoopKernel kernel) {
    long turn = kernel.turnMeter().turns();
    Task<?> task = kernel.turnMeter().running();
    BatonStack now = stack;
    if (task == null || now == null || turn != seenTurn) {
      seenTurn = turn;
      looks = 0;
      return;
    }
    if (++looks % LOOKS_BEFORE_EXAMINING == 0) {
      now.examine();
    }
    if (task instanceof LoopTask<?> held) {
      deliverWhatIsDue(kernel, held, now);
    }
  }

  /**
   * Interrupts a task in a foreign block if a cancellation is due for it.
   *
   * <p>Discussion: this reads the fields of the kernel's thread. While the task is in its block no
   * thread writes them: the kernel's thread waits for the baton, and the task's thread waits in its
   * block; and the JDK reports that state after all writes of both. If the block ends at this very
   * moment, the fields read may be inconsistent, and the task may be interrupted after its block;
   * then the flag is cleared again at its next checkpoint.
   */
  private static void deliverWhatIsDue(LoopKernel kernel, LoopTask<?> task, BatonStack stack) {
    Thread blocked = stack.blocked();
    if (blocked == null) {
      return;
    }
    try {
      List<Cancelled> undelivered = kernel.takeUndelivered(task);
      task.interruptBlock(blocked, undelivered);
    } catch (Throwable movedMeanwhile) {
      // Or there is no memory to check. The next check tries again.
    }
  }

  private final class AwaitedByPoller implements Driver {
    @Override
    public String name() {
      return driver.name();
    }

    @Override
    public boolean supports(Class<?> group) {
      return driver.supports(group);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      return driver.answer(task, trap);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answer(
        LoopTask<?> task, ReadStandardInput trap, StandardInputAnswers thread) throws Exception {
      return driver.answer(task, trap, thread);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, RunInThread<?> trap, ThreadAnswers threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answerEnvironment(
        LoopTask<?> task, EnvironmentTrap<?> trap, EnvironmentAnswers environment)
        throws Exception {
      return driver.answerEnvironment(task, trap, environment);
    }

    @Override
    public boolean takeArrival(Object source, Runnable delivery) {
      return driver.takeArrival(source, delivery);
    }

    @Override
    public boolean takeForeignThread(LoopTask<?> task, Thread foreign, Runnable run) {
      return driver.takeForeignThread(task, foreign, run);
    }

    @Override
    public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
      return driver.sendFile(task, asked, threads);
    }

    @Override
    public void poll(long nanos) {
      if (nanos == 0) {
        driver.poll(0);
      } else {
        await(nanos);
      }
    }

    @Override
    public void wakeUp() {
      driver.wakeUp();
    }

    @Override
    public void close() {
      driver.close();
    }
  }
}
