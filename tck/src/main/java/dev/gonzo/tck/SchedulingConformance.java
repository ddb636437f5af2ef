package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.Checkpoint;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 2, "Scheduling": turns and wait queues. */
public abstract class SchedulingConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected SchedulingConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  @Specified("2.4")
  void the_main_task_returns_its_value() {
    assertThat(run(() -> "value")).isEqualTo("value");
  }

  @Test
  @Specified("2.4")
  void the_main_task_throws_what_its_body_throws() {
    var failure = new IOException("as it is");
    assertThatThrownBy(() ->
            run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    var error = new StackOverflowError("as it is");
    assertThatThrownBy(() ->
            run(() -> {
              throw error;
            }))
        .isSameAs(error);
    // An exception that a kernel built on futures could mistake for a wrapper.
    var wrapping = new CompletionException("as it is", new IOException("inside"));
    assertThatThrownBy(() ->
            run(() -> {
              throw wrapping;
            }))
        .isSameAs(wrapping);
    var ofFutures = new CancellationException("as it is");
    assertThatThrownBy(() ->
            run(() -> {
              throw ofFutures;
            }))
        .isSameAs(ofFutures);
  }

  @Test
  @Specified({"2.8", "2.11"})
  void spawning_is_no_turn_and_the_spawned_run_in_order() {
    run(() -> {
      for (int i = 1; i <= 3; i++) {
        String name = "task" + i;
        var _ = spawn(() -> transcript.add(name));
      }
      transcript.add("main");
      yieldNow();
      transcript.add("main");
    });
    assertThat(transcript).hasToString("main task1 task2 task3 main");
  }

  @Test
  @Specified({"2.2", "2.11"})
  // docs/edges.md: rule 1
  void ready_tasks_run_first_come_first_served() {
    run(() -> {
      for (String name : List.of("a", "b", "c")) {
        var _ =
            spawn(() -> {
              for (int i = 1; i <= 3; i++) {
                transcript.add(name + i);
                yieldNow();
              }
            });
      }
      for (int i = 0; i < 4; i++) {
        yieldNow();
      }
    });
    assertThat(transcript).hasToString("a1 b1 c1 a2 b2 c2 a3 b3 c3");
  }

  @Test
  @Specified({"2.2", "2.8"})
  void a_task_that_a_turn_spawns_comes_after_those_that_were_ready() {
    run(() -> {
      var _ =
          spawn(() -> {
            transcript.add("first");
            var _ = spawn(() -> transcript.add("grandchild"));
          });
      var _ = spawn(() -> transcript.add("second"));
      yieldNow();
      yieldNow();
    });
    assertThat(transcript).hasToString("first second grandchild");
  }

  @Test
  @Specified({"2.1", "3.3"})
  // docs/edges.md: rule 1
  void what_is_no_checkpoint_never_gives_up_the_turn() {
    run(() -> {
      int[] turns = {0};
      var other = spawn(() -> turns[0]++);
      var queue = new WaitQueue();
      for (int i = 0; i < 1_000; i++) {
        Moment _ = Moment.now();
        var _ = Task.current();
        wake(queue, 1);
        var _ = Coroutine.trap(new ListTasks());
        var _ = other.state();
        var _ = Cancelled.pending();
      }
      assertThat(turns[0]).isZero();
      other.join();
      assertThat(turns[0]).isEqualTo(1);
    });
  }

  @Test
  @Specified({"2.3", "2.12"})
  void a_task_whose_checkpoints_never_wait_lets_the_others_run() {
    run(() -> assertThat(starves(Gonzo::checkpoint)).isFalse());
  }

  @Test
  @Specified("2.3")
  void joining_what_has_ended_again_and_again_lets_the_others_run() {
    run(() -> {
      var ended = spawn(() -> "ended");
      ended.join();
      assertThat(starves(ended::join)).isFalse();
    });
  }

  /** Whether other tasks get no turn while a task repeats a step for long. */
  private static boolean starves(AsyncRunnable<RuntimeException> step) {
    boolean[] stop = {false};
    var greedy =
        spawn(() -> {
          for (int i = 0; i < 100_000 && !stop[0]; i++) {
            step.run();
          }
          return !stop[0];
        });
    var _ = spawn(() -> stop[0] = true);
    return greedy.join();
  }

  @Test
  @Specified("2.2")
  // docs/edges.md: E21
  void two_tasks_that_wake_each_other_do_not_starve_a_third() {
    run(() -> {
      var ping = new WaitQueue();
      var pong = new WaitQueue();
      var first = spawn(() -> passOn(ping, pong));
      var second = spawn(() -> passOn(pong, ping));
      int[] turns = {0};
      var third =
          spawn(() -> {
            while (turns[0] < 100) {
              turns[0]++;
              yieldNow();
            }
          });
      yieldNow();
      wake(ping, 1);
      third.join();
      first.cancel();
      second.cancel();
      assertThat(turns[0]).isEqualTo(100);
    });
  }

  private static void passOn(WaitQueue mine, WaitQueue other) {
    while (true) {
      waitOn(mine);
      wake(other, 1);
    }
  }

  @Test
  @Specified({"2.2", "2.15"})
  void ten_thousand_tasks_each_have_their_turns() {
    int sum =
        run(() -> {
          var tasks = new ArrayList<Task<Integer>>();
          for (int i = 0; i < 10_000; i++) {
            int number = i;
            tasks.add(
                spawn(() -> {
                  yieldNow();
                  return number;
                }));
          }
          int total = 0;
          for (Task<Integer> task : tasks) {
            total += task.join();
          }
          return total;
        });
    assertThat(sum).isEqualTo(10_000 * 9_999 / 2);
  }

  // ---------------------------------------------------------------- wait queues

  @Test
  @Specified({"2.13", "2.14"})
  void who_has_waited_longest_is_woken_first() {
    run(() -> {
      var queue = new WaitQueue();
      for (String name : List.of("a", "b", "c")) {
        var _ =
            spawn(() -> {
              waitOn(queue);
              transcript.add(name);
            });
      }
      yieldNow();
      assertThat(queue.size()).isEqualTo(3);
      assertThat(wake(queue, 2)).isEqualTo(2);
      transcript.add("woken");
      yieldNow();
      assertThat(wake(queue, 1)).isEqualTo(1);
      yieldNow();
    });
    assertThat(transcript).hasToString("woken a b c");
  }

  @Test
  @Specified("2.14")
  void waking_answers_how_many_there_were_to_wake() {
    run(() -> {
      var queue = new WaitQueue();
      assertThat(wake(queue, 1)).isZero();
      var _ = spawn(() -> waitOn(queue));
      var _ = spawn(() -> waitOn(queue));
      yieldNow();
      assertThat(wake(queue, 0)).isZero();
      assertThat(wake(queue, 5)).isEqualTo(2);
      assertThat(wake(queue, 5)).isZero();
    });
  }

  @Test
  @Specified("2.14")
  void a_wake_up_without_a_waiter_is_not_kept() {
    run(() -> {
      var queue = new WaitQueue();
      wake(queue, 1);
      var waiter = spawn(() -> waitOn(queue));
      yieldNow();
      assertThat(waiter.state()).isEqualTo(TaskState.SUSPENDED);
      wake(queue, 1);
      waiter.join();
    });
  }

  @Test
  @Specified("2.13")
  void a_woken_task_that_waits_again_goes_to_the_end_of_the_queue() {
    run(() -> {
      var queue = new WaitQueue();
      for (String name : List.of("a", "b")) {
        var _ =
            spawn(() -> {
              while (true) {
                waitOn(queue);
                transcript.add(name);
              }
            });
      }
      yieldNow();
      for (int i = 0; i < 4; i++) {
        wake(queue, 1);
        yieldNow();
      }
    });
    assertThat(transcript).hasToString("a b a b");
  }

  @Test
  @Specified({"2.3", "2.13"})
  void what_was_looked_at_before_a_wait_is_still_so_when_the_task_waits() {
    run(() -> {
      // No matter how long the task has gone on without a turn of the others.
      for (int checkpoints = 0; checkpoints < 300; checkpoints++) {
        int before = checkpoints;
        var queue = new WaitQueue();
        boolean[] waits = {false};
        var waiter =
            spawn(() -> {
              for (int i = 0; i < before; i++) {
                checkpoint();
              }
              waits[0] = true;
              waitOn(queue);
            });
        while (!waits[0]) {
          yieldNow();
        }
        assertThat(wake(queue, 1)).isEqualTo(1);
        waiter.join();
      }
    });
  }

  @Test
  @Specified("2.16")
  void an_observed_copy_is_another_kernel_and_the_original_is_not_observed() {
    var events = new Events();
    var others = new Events();
    Kernel original = kernel();
    assertThat(events.observe(original).name()).isEqualTo(original.name());
    Gonzo.run(original, () -> checkpoint());
    assertThat(events.lines()).isEmpty();
    Kernel copy = events.observe(kernel());
    assertThat(others.observe(copy)).isNotSameAs(copy);
    Gonzo.run(copy, () -> checkpoint());
    assertThat(others.lines()).isEmpty();
    List<String> once = events.lines();
    Gonzo.run(others.observe(events.observe(kernel())), () -> checkpoint());
    assertThat(once).isNotEmpty();
    assertThat(events.lines()).hasSize(2 * once.size());
    assertThat(others.lines()).isEqualTo(once);
  }

  @Test
  @Specified("2.16")
  void each_trap_has_one_answer_or_one_failure() {
    var events = new Events();
    var foreign = new Task<?>[1];
    run(() -> {
      foreign[0] = Task.current();
    });
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          Coroutine.trap(new Checkpoint());
          Task<String> one = Coroutine.trap(new Spawn<>(Coroutine.of(() -> "x"), "one", false));
          assertThatThrownBy(() -> Coroutine.trap(new Join<>(foreign[0])))
              .isInstanceOf(IllegalArgumentException.class);
          assertThat(Coroutine.trap(new Join<>(one))).isEqualTo(new Outcome.Success<>("x"));
          assertThat(events.answers()).containsSubsequence(one, new Outcome.Success<>("x"));
        });
    assertThat(events.lines())
        .containsSubsequence(
            "main created",
            "main running",
            "main trapped Checkpoint",
            "main answered Checkpoint",
            "main trapped Spawn",
            "one created",
            "main answered Spawn",
            "main trapped Join",
            "main failed Join IllegalArgumentException",
            "main trapped Join",
            "main suspended Join",
            "main stopped",
            "one running",
            "one stopped",
            "one ended",
            "main running",
            "main answered Join",
            "main stopped",
            "main ended");
    List<String> main = events.of("main");
    assertThat(main.stream().filter(line -> line.startsWith("trapped ")).count())
        .isEqualTo(
            main.stream()
                .filter(line -> line.startsWith("answered ") || line.startsWith("failed "))
                .count());
    assertThat(main).containsOnlyOnce("resumed");
  }

  @Tag("realTime")
  @Test
  @Specified("2.16")
  void cancellations_and_deadlines_are_observed_when_they_are_requested_and_when_they_arrive() {
    var events = new Events();
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          var waits = new WaitQueue();
          Task<?> one = spawn("one", () -> waitOn(waits));
          yieldNow();
          one.cancel();
          assertThatThrownBy(() -> Gonzo.timeoutAfter(Duration.ZERO, () -> checkpoint()))
              .isInstanceOf(DeadlineExceededException.class);
        });
    assertThat(events.lines())
        .containsSubsequence(
            "one suspended WaitOn",
            "main trapped CancelTask",
            "one requested",
            "one resumed",
            "main answered CancelTask",
            "one running",
            "one arrived Cancelled",
            "one failed WaitOn Cancelled",
            "one ended");
    assertThat(events.of("main"))
        .containsSubsequence(
            "trapped SetDeadline",
            "deadlineExpired",
            "requested",
            "answered SetDeadline",
            "trapped Checkpoint",
            "arrived Cancelled",
            "failed Checkpoint Cancelled");
    assertThat(events.of("one"))
        .containsOnlyOnce("requested")
        .containsOnlyOnce("arrived Cancelled");
    assertThat(events.of("main"))
        .containsOnlyOnce("requested")
        .containsOnlyOnce("arrived Cancelled");
  }

  @Test
  @Specified("2.16")
  void an_observer_that_throws_changes_nothing_and_is_reported_once() {
    var events = new Events();
    var throwing =
        new Activation() {
          @Override
          public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
            throw new IllegalStateException("an observer that throws");
          }
        };
    try (var reported = LogCapture.open()) {
      Kernel observed = events.observe(kernel()).observedBy(throwing);
      assertThat(
              Gonzo.run(
                  observed,
                  () -> {
                    checkpoint();
                    yieldNow();
                    return spawn(() -> "its result").join();
                  }))
          .isEqualTo("its result");
      assertThat(reported.messages()).singleElement().asString().contains("ANSWERED");
    }
    assertThat(events.of("main")).contains("answered YieldTurn", "ended");
  }

  @Test
  @Specified("2.17")
  void a_running_kernel_is_observed_for_whole_turns() throws InterruptedException {
    var events = new Events();
    var later = new Events();
    Gonzo.run(
        events.observe(kernel()),
        () -> {
          RunningKernel running = listed(events.kernelThread());
          assertThat(running.tasks()).isEqualTo(1);
          var observing = new RunningKernel.Observation[1];
          // The observer begins while the trap at which this task stops is under way.
          inAnotherThread(() -> observing[0] = running.observe(later));
          while (later.lines().isEmpty()) {
            yieldNow();
          }
          yieldNow();
          inAnotherThread(observing[0]::close);
          int before;
          do {
            before = later.lines().size();
            for (int i = 0; i < 1_000; i++) {
              yieldNow();
            }
          } while (later.lines().size() > before);
        });
    // Where threads are simulated, the kernel observes the test's own threads too.
    List<String> seen =
        later.of("main").stream().filter(line -> !line.startsWith("foreignThread")).toList();
    assertThat(seen).startsWith("running").endsWith("stopped");
    assertThat(seen.stream().filter(line -> line.equals("running") || line.equals("stopped")))
        .containsExactlyElementsOf(
            Stream.generate(() -> List.of("running", "stopped"))
                .limit(seen.stream().filter("running"::equals).count())
                .flatMap(List::stream)
                .toList());
    // Of the trap at which it began to observe it knows nothing.
    assertThat(seen.indexOf("answered YieldTurn")).isGreaterThan(seen.indexOf("trapped YieldTurn"));
    assertThat(Kernels.running())
        .noneMatch(kernel -> kernel.threads().contains(events.kernelThread()));
  }

  @Tag("realTime")
  @Test
  @Specified("2.18")
  void nothing_of_an_abandoned_kernel_runs_any_more() {
    var events = new Events();
    List<String> ran = new CopyOnWriteArrayList<>();
    Kernel observed = events.observe(kernel());
    assertThatThrownBy(() ->
            Gonzo.run(
                observed,
                () -> {
                  RunningKernel running = listed(events.kernelThread());
                  var queue = new WaitQueue();
                  var _ = spawn("waits", () -> noting(ran, () -> waitOn(queue)));
                  var _ = spawn("sleeps", () -> noting(ran, () -> Gonzo.sleep(ofHours(1))));
                  yieldNow();
                  var _ = spawn("ready", () -> ran.add("a first turn"));
                  wake(queue, 1);
                  running.abandon("abandoned by a test");
                  ran.add("the rest of the turn");
                  noting(ran, () -> yieldNow());
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("abandoned by a test");
    assertThat(ran).containsExactly("the rest of the turn");
    assertThat(events.of("waits")).doesNotContain("ended");
    assertThat(Kernels.running())
        .noneMatch(kernel -> kernel.threads().contains(events.kernelThread()));
  }

  @Tag("realTime")
  @Test
  @Specified("2.18")
  void a_kernel_that_waits_is_abandoned_by_another_thread() {
    var events = new Events();
    List<String> ran = new CopyOnWriteArrayList<>();
    Kernel observed = events.observe(kernel());
    assertThatThrownBy(() ->
            Gonzo.run(
                observed,
                () -> {
                  RunningKernel running = listed(events.kernelThread());
                  Task<?> main = Task.current();
                  var _ =
                      peers()
                          .startThread(() -> {
                            while (main.state() != TaskState.SUSPENDED) {
                              letTasksRun();
                            }
                            running.abandon("abandoned by a test");
                          });
                  noting(ran, () -> Gonzo.sleep(ofHours(1)));
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("abandoned by a test");
    assertThat(ran).isEmpty();
  }

  private static void noting(List<String> ran, Runnable body) {
    try {
      body.run();
      ran.add("after the body");
    } finally {
      ran.add("a finally block");
    }
  }

  /** The kernel that this thread steps; the test is skipped if it is not listed. */
  private static RunningKernel listed(Thread stepper) {
    Optional<RunningKernel> found =
        Kernels.running().stream().filter(one -> one.threads().contains(stepper)).findFirst();
    Assumptions.assumeTrue(found.isPresent(), "the kernel is not listed while it runs");
    return found.orElseThrow();
  }

  /** Runs something in a thread that is no task's, and waits for it. */
  private void inAnotherThread(Runnable work) throws InterruptedException {
    Thread thread = peers().startThread(work);
    while (thread.isAlive()) {
      yieldNow();
    }
  }
}
