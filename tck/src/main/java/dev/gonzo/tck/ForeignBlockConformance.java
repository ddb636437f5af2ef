package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Chapter 5, "Threads": tasks in JDK calls that wait by themselves. */
public abstract class ForeignBlockConformance extends Conformance {
  /** Makes the chapter. */
  protected ForeignBlockConformance() {
    super(Trap.Threads.class);
  }

  /** Others have their turns until the task stands in its block. */
  private static void untilBlocked(Task<?> task) {
    while (task.state() != TaskState.BLOCKED) {
      yieldNow();
    }
  }

  @Test
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
}
