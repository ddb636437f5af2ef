package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A suspended task continues only when its kernel resumes it. */
class ForeignWakeUpsTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void unparks_and_interrupts_change_nothing() throws Exception {
    run(() -> {
      var queue = new WaitQueue();
      var threads = new Thread[1];
      Task<?> waiter =
          spawn(() -> {
            threads[0] = Thread.currentThread();
            Coroutine.trap(new WaitOn(queue));
            events.add("woken, interrupted: " + Thread.interrupted());
          });
      yieldNow();
      runInThread(() -> {
        for (int i = 0; i < 1_000; i++) {
          LockSupport.unpark(threads[0]);
          threads[0].interrupt();
        }
        return null;
      });
      for (int i = 0; i < 10; i++) {
        yieldNow();
      }
      assertThat(waiter.state()).isEqualTo(TaskState.SUSPENDED);
      events.add("not yet");
      Coroutine.trap(new Wake(queue, 1));
      waiter.join();
    });
    assertThat(events).containsExactly("not yet", "woken, interrupted: true");
  }

  @Test
  void a_storm_of_unparks_neither_loses_nor_adds_a_turn() throws Exception {
    var turns = new int[1];
    run(() -> {
      var self = Thread.currentThread();
      var storm =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  LockSupport.unpark(self);
                }
              });
      for (int i = 0; i < 20_000; i++) {
        turns[0]++;
        yieldNow();
      }
      storm.interrupt();
      storm.join();
    });
    assertThat(turns[0]).isEqualTo(20_000);
  }

  @Tag("scheduler")
  @Test
  void a_yield_by_user_code_gives_up_the_turn() {
    run(() -> {
      var other =
          spawn(() -> {
            for (int i = 0; i < 3; i++) {
              events.add("other " + i);
              Thread.yield();
            }
          });
      for (int i = 0; i < 3; i++) {
        events.add("main " + i);
        Thread.yield();
      }
      other.join();
    });
    assertThat(events)
        .containsExactly("main 0", "other 0", "main 1", "other 1", "main 2", "other 2");
  }
}
