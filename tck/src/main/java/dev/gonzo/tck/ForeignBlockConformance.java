package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 5, "Threads": tasks in foreign blocks, which are blocking calls of the JDK. */
public abstract class ForeignBlockConformance extends Conformance {
  /** Creates the chapter. */
  protected ForeignBlockConformance() {
    super(ThreadTrap.class);
  }

  @BeforeEach
  void skipWhereABlockKeepsTheKernel() {
    Assumptions.assumeTrue(
        Kernels.carrier().equals("scheduler"),
        () -> "on the " + Kernels.carrier() + " carrier a foreign block keeps its kernel");
  }

  /** Lets others have their turns until the task is in its block. */
  private static void untilBlocked(Task<?> task) {
    while (task.state() != TaskState.BLOCKED) {
      yieldNow();
    }
  }

  @Test
  @Specified("4.5")
  // docs/edges.md: H5
  void a_foreign_block_holds_up_its_own_task_only() throws InterruptedException {
    run(() -> {
      var queue = new LinkedBlockingQueue<String>();
      Task<String> blocked = spawn(queue::take);
      untilBlocked(blocked);
      for (int i = 0; i < 1_000; i++) {
        yieldNow();
      }
      assertThat(blocked.state()).isEqualTo(TaskState.BLOCKED);
      queue.put("handed over");
      assertThat(blocked.join()).isEqualTo("handed over");
    });
  }

  @Test
  @Specified("4.5")
  void a_task_that_waits_for_a_monitor_holds_up_nobody() {
    Object monitor = new Object();
    run(() -> {
      boolean[] letGo = {false};
      Task<?> holder =
          spawn(() -> {
            synchronized (monitor) {
              while (!letGo[0]) {
                yieldNow();
              }
            }
          });
      yieldNow();
      Task<String> waiter =
          spawn(() -> {
            synchronized (monitor) {
              return "entered";
            }
          });
      untilBlocked(waiter);
      letGo[0] = true;
      assertThat(waiter.join()).isEqualTo("entered");
      Object _ = holder.join();
    });
  }

  @Test
  @Specified("4.5")
  // docs/edges.md: rule 2
  void a_cancelled_task_leaves_its_block_by_an_interrupt() {
    run(() -> {
      Task<?> task = spawn(() -> new CountDownLatch(1).await());
      untilBlocked(task);
      task.cancel("enough");
      assertThat(task.outcome())
          .containsInstanceOf(Outcome.Cancellation.class)
          .hasValueSatisfying(outcome ->
              assertThat(((Outcome.Cancellation<?>) outcome).cancelled().reason())
                  .isEqualTo("enough"));
    });
  }

  @Test
  @Specified("4.5")
  void a_clean_up_after_an_interrupted_block_meets_the_cancellation_and_no_flag() {
    run(() -> {
      var seen = new ArrayList<String>();
      Task<?> task =
          spawn(() -> {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException interrupted) {
              try {
                checkpoint();
              } catch (Cancelled cancelled) {
                seen.add(cancelled.reason() + " " + Thread.currentThread().isInterrupted());
                yieldNow();
                seen.add("cleaned up");
                throw cancelled;
              }
            }
          });
      untilBlocked(task);
      task.cancel("enough");
      assertThat(seen).containsExactly("enough false", "cleaned up");
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  @Specified("4.5")
  void a_block_that_keeps_the_flag_up_meets_the_cancellation_at_the_next_checkpoint() {
    run(() -> {
      var order = new ArrayList<String>();
      Task<?> task =
          spawn(() -> {
            while (!Thread.currentThread().isInterrupted()) {
              LockSupport.park();
            }
            order.add("interrupted");
            checkpoint();
            order.add("not reached");
          });
      untilBlocked(task);
      task.cancel();
      assertThat(order).containsExactly("interrupted");
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  @Specified("4.5")
  // docs/edges.md: F18
  void traps_are_not_woken_by_foreign_unparks_and_interrupts() {
    run(() -> {
      Thread[] thread = new Thread[1];
      var queue = new WaitQueue();
      Task<?> task =
          spawn(() -> {
            thread[0] = Thread.currentThread();
            waitOn(queue);
          });
      yieldNow();
      LockSupport.unpark(thread[0]);
      thread[0].interrupt();
      for (int i = 0; i < 100; i++) {
        yieldNow();
      }
      assertThat(task.state()).isEqualTo(TaskState.SUSPENDED);
      assertThat(queue.size()).isEqualTo(1);
      wake(queue, 1);
      Object _ = task.join();
    });
  }

  /**
   * A blocking call of the JDK, which ends by itself or is ended by another thread, at about the
   * given time.
   */
  private interface Block {
    void waitFor(Duration about) throws InterruptedException;

    /** Ends it, unless it ends by itself. */
    default void end() throws InterruptedException {}

    /** Checks what must hold afterwards. */
    default void check(boolean ended) {}
  }

  private static final class Taking implements Block {
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    public void waitFor(Duration about) throws InterruptedException {
      assertThat(queue.take()).isEqualTo("item");
    }

    @Override
    public void end() throws InterruptedException {
      queue.put("item");
    }

    @Override
    public void check(boolean ended) {
      // Taken, or still there.
      assertThat(queue.poll() == null).isEqualTo(ended);
    }
  }

  private static final class Waiting implements Block {
    private boolean ended;

    @Override
    public synchronized void waitFor(Duration about) throws InterruptedException {
      while (!ended) {
        wait();
      }
      ended = false;
    }

    @Override
    public synchronized void end() {
      ended = true;
      notifyAll();
    }

    @Override
    public synchronized void check(boolean ended) {
      assertThat(this.ended).isNotEqualTo(ended);
      this.ended = false;
    }
  }

  private static final class Parking implements Block {
    @Override
    public void waitFor(Duration about) {
      LockSupport.parkNanos(about.toNanos());
    }
  }

  private static final class Sleeping implements Block {
    @Override
    public void waitFor(Duration about) throws InterruptedException {
      Thread.sleep(about);
    }
  }

  /**
   * Races one block against its deadline, and returns how often it ended in time. How long the two
   * take depends on the machine, so the limit follows the outcomes: each one makes the other one
   * more likely.
   */
  private static int race(Block block, int races) throws InterruptedException {
    int inTime = 0;
    var about = Duration.ofNanos(40_000);
    long middle = about.toNanos();
    for (int i = 0; i < races; i++) {
      var limit = Duration.ofNanos(Math.max(0, middle + (i % 21 - 10) * 3_000L));
      boolean[] ended = {false};
      boolean late = false;
      Task<?> ending =
          spawn(() -> {
            sleep(about);
            block.end();
          });
      try {
        timeoutAfter(
            limit,
            () -> {
              block.waitFor(about);
              ended[0] = true;
            });
      } catch (DeadlineExceededException expired) {
        late = true;
      }
      // The kernel's interrupt was meant for the block, and must be cleared after it.
      assertThat(Thread.currentThread().isInterrupted()).as("race %d", i).isFalse();
      assertThat(late).as("race %d: either a value or a timeout", i).isNotEqualTo(ended[0]);
      checkpoint();
      Object _ = ending.join();
      block.check(ended[0]);
      inTime += ended[0] ? 1 : 0;
      middle += ended[0] ? -1_000 : 1_000;
    }
    return inTime;
  }

  @Tag("realTime")
  @Test
  @Specified({"4.5", "4.6"})
  // docs/edges.md: rule 2
  void a_block_that_ends_as_its_deadline_expires_has_ended_or_not() {
    int races = 5_000;
    int inTime =
        run(() -> {
          List<Block> blocks = List.of(new Taking(), new Waiting(), new Parking(), new Sleeping());
          var tasks = new ArrayList<Task<Integer>>();
          for (Block block : blocks) {
            tasks.add(spawn(() -> race(block, races)));
          }
          int sum = 0;
          for (Task<Integer> task : tasks) {
            sum += task.join();
          }
          return sum;
        });
    // Both outcomes must occur, or it was not a race.
    assertThat(inTime).isBetween(races / 10, 4 * races - races / 10);
  }

  @Test
  @Specified({"2.16", "4.5"})
  void an_observer_is_called_at_the_start_and_the_end_of_a_foreign_block()
      throws InterruptedException {
    var events = new Events();
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          var queue = new LinkedBlockingQueue<String>();
          Task<String> blocked = spawn("blocked", queue::take);
          untilBlocked(blocked);
          queue.put("handed over");
          assertThat(blocked.join()).isEqualTo("handed over");
        });
    assertThat(events.of("blocked"))
        .containsExactly(
            "created", "running", "blocked", "stopped", "unblocked", "running", "stopped", "ended");
  }

  @Test
  @Specified({"2.16", "4.5"})
  void an_observer_is_called_when_a_block_is_interrupted_and_the_cancellation_arrives() {
    var events = new Events();
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          Task<?> task = spawn("blocked", () -> new CountDownLatch(1).await());
          untilBlocked(task);
          task.cancel();
        });
    assertThat(events.of("blocked"))
        .containsExactly(
            "created",
            "running",
            "blocked",
            "stopped",
            "requested",
            "unblocked",
            "running",
            "stopped",
            "arrived Cancelled",
            "ended");
  }

  @Test
  @Specified({"2.16", "4.5"})
  void an_observer_is_called_at_the_start_and_the_end_of_a_foreign_thread()
      throws InterruptedException {
    var events = new Events();
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          Thread thread = Thread.ofVirtual().start(() -> {});
          thread.join();
          while (events.foreignThreads().size() < 2) {
            yieldNow();
          }
          assertThat(events.foreignThreads()).containsExactly(thread, thread);
        });
    assertThat(events.of("main"))
        .containsSubsequence("foreignThreadStarted", "foreignThreadEnded")
        .containsOnlyOnce("foreignThreadStarted")
        .containsOnlyOnce("foreignThreadEnded");
  }
}
