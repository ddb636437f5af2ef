package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.queue.Queue;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An activation that throws is reported once, and changes nothing. */
@Timeout(300)
@Tag("realTime")
class ThrowingObserverTest {
  /** Throws in one of its methods, an error of the JVM or an exception. */
  private static class Throwing implements Activation {
    private final String way;
    private int thrown;

    Throwing(String way) {
      this.way = way;
    }

    private void at(String now) {
      if (way.equals(now)) {
        if (thrown++ % 2 == 0) {
          throw new IllegalStateException("user code at " + now);
        }
        throw new StackOverflowError();
      }
    }

    @Override
    public void created(Task<?> task) {
      at("created");
    }

    @Override
    public void running(Task<?> task) {
      at("running");
    }

    @Override
    public void trapped(Task<?> task, Trap<?> trap) {
      at("trapped");
    }

    @Override
    public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
      at("answered");
    }

    @Override
    public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
      at("failed");
    }

    @Override
    public void deadlineExpired(Task<?> task, Cancelled deadline) {
      at("deadline_expired");
    }

    @Override
    public void cancellationRequested(Task<?> task, Cancelled cancelled) {
      at("cancellation_requested");
    }

    @Override
    public void cancellationArrived(Task<?> task, Throwable arriving) {
      at("cancellation_arrived");
    }

    @Override
    public void suspended(Task<?> task, Trap<?> trap) {
      at("suspended");
    }

    @Override
    public void resumed(Task<?> task) {
      at("resumed");
    }

    @Override
    public void stopped(Task<?> task, Duration turn) {
      at("stopped");
    }

    @Override
    public void ended(Task<?> task) {
      at("ended");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created",
        "running",
        "trapped",
        "answered",
        "failed",
        "deadline_expired",
        "cancellation_requested",
        "cancellation_arrived",
        "suspended",
        "resumed",
        "stopped",
        "ended"
      })
  void the_tasks_do_what_they_would_do_without_it_and_others_see_all(String way) {
    var observer = new Throwing(way);
    var ends = new ArrayList<String>();
    var other =
        new Activation() {
          @Override
          public void ended(Task<?> task) {
            ends.add(task.name());
          }
        };
    var done = new ArrayList<String>();
    try (var log = new LogCapture()) {
      run(
          Kernels.of("none", new VirtualClock()).observedBy(observer).observedBy(other),
          () -> {
            Task<?> one = spawn("one", () -> steps(done, "one"));
            Task<?> two = spawn("two", () -> steps(done, "two"));
            one.join();
            two.join();
            for (int expired = 0; expired < 2; expired++) {
              boolean _ = ignoreAfter(Duration.ZERO, () -> checkpoint());
            }
          });
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("has failed at " + way.toUpperCase(java.util.Locale.ROOT));
    }
    assertThat(done).containsExactly("one 0", "two 0", "one 1", "two 1", "one 2", "two 2");
    assertThat(ends).containsExactly("one", "two", "main");
    assertThat(observer.thrown).isGreaterThan(1);
  }

  private static void steps(List<String> done, String name) {
    for (int step = 0; step < 3; step++) {
      done.add(name + " " + step);
      sleep(ofMillis(1));
      yieldNow();
    }
  }

  @Test
  void one_that_makes_a_trap_is_refused() {
    var refused = new ArrayList<Throwable>();
    try (var log = new LogCapture()) {
      run(
          Kernels.of("none", new VirtualClock())
              .observedBy(
                  new Activation() {
                    @Override
                    public void suspended(Task<?> task, Trap<?> trap) {
                      try {
                        yieldNow();
                      } catch (IllegalStateException expected) {
                        refused.add(expected);
                        throw expected;
                      }
                    }
                  }),
          () -> sleep(ofMillis(1)));
      assertThat(log.messages()).hasSize(1);
    }
    assertThat(refused).hasSize(1);
    assertThat(refused.getFirst()).hasMessageContaining("it may only observe");
  }

  @Test
  void an_activation_that_uses_a_queue_is_refused_before_anything_changes() throws Exception {
    var refused = new ArrayList<Throwable>();
    var queues = new ArrayList<Queue<String>>();
    Activation pushes =
        new Activation() {
          @Override
          public void suspended(Task<?> task, Trap<?> trap) {
            if (task.name().equals("trigger") && refused.isEmpty()) {
              try {
                boolean _ = queues.getFirst().tryPut("from the activation");
              } catch (IllegalStateException expected) {
                refused.add(expected);
              }
            }
          }
        };
    run(
        Kernels.of("none", new VirtualClock()).observedBy(pushes),
        () -> {
          Queue<String> queue = Queue.bounded(3);
          queues.add(queue);
          Task<String> getter = spawn(() -> queue.get());
          yieldNow();
          spawn("trigger", () -> sleep(ofMillis(1))).join();
          assertThat(refused).hasSize(1);
          queue.put("from a task");
          assertThat(getter.join()).isEqualTo("from a task");
          assertThat(queue.size()).isZero();
        });
  }
}
