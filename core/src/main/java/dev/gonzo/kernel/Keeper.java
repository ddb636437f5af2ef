package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.carrier.Driving;
import dev.gonzo.trap.ReadStandardInput;
import dev.gonzo.trap.SendFile;
import dev.gonzo.trap.Trap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The platform thread of a kernel on the baton carrier. Turns are given by a virtual thread there,
 * since a baton goes from one virtual thread to another in a microsecond, and to a platform thread
 * in ten or more. The keeper does what that thread cannot.
 *
 * <p>It waits for the devices: a virtual thread that did so would keep one of the JDK's few
 * threads. And while a task stands in a foreign block with the baton, so that nobody has a turn, it
 * tells that task what is due, by an interrupt.
 */
final class Keeper {
  private static final long LOOK_NANOS = 5_000_000;
  private static final int LOOKS_BEFORE_EXAMINING = 10;

  private final Driver driver;
  private @Nullable Thread thread;
  private volatile @Nullable Driving driving;
  private volatile boolean ended;
  // Handed over with the wish to wait, and back with its end.
  private volatile boolean waiting;
  private long waitNanos;
  private @Nullable Throwable fault;
  // The keeper's own.
  private long seenTurn = -1;
  private int looks;

  /**
   * Makes one that has not begun.
   *
   * @param driver the kernel's devices
   */
  Keeper(Driver driver) {
    this.driver = driver;
  }

  /** The same devices, for the kernel: it waits for them in the keeper's thread. */
  Driver driver() {
    return new AwaitedByKeeper();
  }

  /**
   * Makes the kernel's two threads.
   *
   * @param name of both
   * @param kernel what is kept
   * @param work what its thread does
   * @param failed is given the reason if that thread cannot be started
   * @return the keeper's; it starts the other one, and ends after it
   */
  Thread thread(String name, LoopKernel kernel, Runnable work, Consumer<? super Throwable> failed) {
    Carrier.prepareFirst();
    Thread turns =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              driving = Driving.begin();
              work.run();
              ended = true;
              LockSupport.unpark(thread);
            });
    thread = Thread.ofPlatform().name(name).unstarted(() -> keep(kernel, turns, failed));
    return thread;
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
        look(kernel);
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
      boolean _ = Thread.interrupted();
    }
  }

  /** The kernel's thread: hands the wait over. */
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
      LoopKernel.<RuntimeException>rethrow(broken);
    }
  }

  private void look(LoopKernel kernel) {
    long turn = kernel.activity().turns();
    Task<?> task = kernel.activity().running();
    Driving now = driving;
    if (task == null || now == null || turn != seenTurn) {
      seenTurn = turn;
      looks = 0;
      return;
    }
    if (++looks % LOOKS_BEFORE_EXAMINING == 0) {
      now.examine();
    }
    if (task instanceof LoopTask<?> held) {
      tellWhatIsDue(kernel, held, now);
    }
  }

  /**
   * Discussion: this reads what belongs to the kernel's thread. While the task stands in its block
   * nobody writes there: the kernel's thread waits for the baton, and the task's for its block; and
   * that the JDK says so comes after all that both have written. Should the block end at this very
   * moment, what was read may be of two moments, and the task interrupted although it is past its
   * block: then the flag is taken away again at its next checkpoint.
   */
  private static void tellWhatIsDue(LoopKernel kernel, LoopTask<?> task, Driving driving) {
    Thread standing = driving.blocked();
    if (standing == null) {
      return;
    }
    try {
      List<Cancelled> unheard = kernel.takeUnheard(task);
      task.interruptBlock(standing, unheard);
    } catch (Throwable movedMeanwhile) {
      // Or there is no memory to look. The next look sees how it stands then.
    }
  }

  private final class AwaitedByKeeper implements Driver {
    @Override
    public String name() {
      return driver.name();
    }

    @Override
    public boolean supports(Class<?> group) {
      return driver.supports(group);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, Trap.Net<?> trap) throws Exception {
      return driver.answer(task, trap);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, Trap.Files<?> trap, FileAnswers threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, Trap.Processes<?> trap, ProcessThreads threads)
        throws Exception {
      return driver.answer(task, trap, threads);
    }

    @Override
    public @Nullable Object answer(
        LoopTask<?> task, ReadStandardInput trap, StandardInputAnswers thread) throws Exception {
      return driver.answer(task, trap, thread);
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
