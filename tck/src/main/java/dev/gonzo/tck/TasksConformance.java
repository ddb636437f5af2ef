package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.CurrentTask;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Chapter 2, "Scheduling": tasks, their ends, and refusals. */
public abstract class TasksConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected TasksConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  @Specified({"2.4", "2.7"})
  void a_task_knows_its_name_its_parent_and_its_state() {
    run(() -> {
      Task<?> main = Coroutine.trap(new CurrentTask());
      assertThat(main.name()).isEqualTo("main");
      assertThat(main.parent()).isEmpty();
      var queue = new WaitQueue();
      Task<?> child = spawn("child", () -> waitOn(queue));
      assertThat(child.name()).isEqualTo("child");
      assertThat(child.parent()).containsSame(main);
      assertThat(child.isDaemon()).isFalse();
      assertThat(child.id()).isNotEqualTo(main.id());
      assertThat(child.state()).isEqualTo(TaskState.READY);
      assertThat(main.state()).isEqualTo(TaskState.RUNNING);
      yieldNow();
      assertThat(child.state()).isEqualTo(TaskState.SUSPENDED);
      assertThat(child.waitingAt()).containsInstanceOf(WaitOn.class);
      assertThat(main.waitingAt()).isEmpty();
      wake(queue, 1);
      assertThat(child.state()).isEqualTo(TaskState.READY);
      assertThat(child.waitingAt()).isEmpty();
      yieldNow();
      assertThat(child.state()).isEqualTo(TaskState.ENDED);
      assertThat(child.parent()).isEmpty();
    });
  }

  @Test
  @Specified("2.9")
  void the_current_task_is_the_one_that_asks() {
    run(() -> {
      var told = new ArrayList<Task<?>>();
      var first = spawn(() -> told.add(Coroutine.trap(new CurrentTask())));
      var second = spawn(() -> told.add(Coroutine.trap(new CurrentTask())));
      first.join();
      second.join();
      assertThat(told).containsExactly(first, second);
    });
  }

  @Test
  @Specified("2.10")
  void the_list_of_tasks_has_those_that_have_not_ended_in_order_of_spawning() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> first = spawn(() -> waitOn(queue));
      Task<?> ends = spawn(() -> "ended");
      Task<?> daemon = spawnDaemon("daemon", () -> waitOn(queue));
      Object _ = ends.join();
      assertThat(Coroutine.trap(new ListTasks()))
          .containsExactly(Coroutine.trap(new CurrentTask()), first, daemon);
    });
  }

  @Test
  @Specified("2.7")
  void a_suspended_task_tells_its_stack() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> waiter = spawn(() -> waitOn(queue));
      yieldNow();
      assertThat(waiter.stack()).extracting(StackTraceElement::getMethodName).contains("waitOn");
    });
  }

  @Test
  @Specified("2.15")
  void the_end_of_a_task_is_an_answer_each_time_and_counts_as_joined() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        var failure = new IOException("broken");
        var failing =
            spawn(() -> {
              throw failure;
            });
        assertThat(failing.awaitEnd()).isEqualTo(new Outcome.Failure<>(failure));
        assertThat(failing.awaitEnd()).isEqualTo(new Outcome.Failure<>(failure));
        assertThat(spawn(() -> "done").awaitEnd()).isEqualTo(new Outcome.Success<>("done"));
        Trap<@Nullable Void> wait = new WaitOn(new WaitQueue());
        Task<?> waiting =
            spawn(() -> {
              Coroutine.trap(wait);
            });
        boolean _ = waiting.requestCancel("enough");
        assertThat(waiting.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
      });
      assertThat(reported.messages()).isEmpty();
    }
  }

  @Test
  @Specified("2.15")
  void joining_answers_the_result_before_and_after_the_end() {
    run(() -> {
      var task =
          spawn(() -> {
            yieldNow();
            return "result";
          });
      assertThat(task.join()).isEqualTo("result");
      assertThat(task.join()).isEqualTo("result");
      assertThat(task.outcome().orElseThrow().value()).isEqualTo("result");
    });
  }

  @Test
  @Specified("2.15")
  void all_who_join_are_resumed_in_the_order_in_which_they_came() {
    run(() -> {
      var queue = new WaitQueue();
      var task = spawn(() -> waitOn(queue));
      for (String name : List.of("a", "b", "c")) {
        var _ =
            spawn(() -> {
              task.join();
              transcript.add(name);
            });
      }
      yieldNow();
      wake(queue, 1);
      yieldNow();
      yieldNow();
    });
    assertThat(transcript).hasToString("a b c");
  }

  @Test
  @Specified("2.15")
  // docs/edges.md: A19
  void joining_what_failed_throws_a_task_failed_each_time() {
    var failure = new IOException("gone");
    run(() -> {
      Task<?> task =
          spawn(() -> {
            throw failure;
          });
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class).hasCause(failure);
      }
    });
  }

  @Test
  @Specified("2.5")
  // docs/edges.md: G10
  void what_is_left_when_the_main_task_ends_is_cancelled_and_awaited() {
    run(() -> {
      for (String name : List.of("a", "b")) {
        var _ =
            spawn(() -> {
              try {
                waitOn(new WaitQueue());
              } finally {
                transcript.add(name + " begins to clean up");
                yieldNow();
                transcript.add(name + " is clean");
              }
            });
      }
      yieldNow();
    });
    assertThat(transcript.lines())
        .containsExactly(
            "a begins to clean up", "b begins to clean up", "a is clean", "b is clean");
  }

  @Test
  @Specified("2.5")
  void any_number_of_tasks_may_spawn_in_their_clean_up_at_the_end() {
    int many = 12_000;
    int[] cleaned = new int[1];
    run(() -> {
      for (int i = 0; i < many; i++) {
        var _ =
            spawnDaemon(
                "daemon",
                () -> {
                  try {
                    waitOn(new WaitQueue());
                  } finally {
                    var _ = spawn(() -> cleaned[0]++).join();
                  }
                });
      }
      yieldNow();
    });
    assertThat(cleaned[0]).isEqualTo(many);
  }

  @Test
  @Specified("2.5")
  // docs/edges.md: D21
  void what_a_clean_up_spawns_at_the_end_is_cancelled_and_awaited_too() {
    run(() -> {
      var _ =
          spawn(() -> {
            try {
              waitOn(new WaitQueue());
            } finally {
              var _ =
                  spawn(() -> {
                    transcript.add("spawned");
                    try {
                      waitOn(new WaitQueue());
                    } finally {
                      transcript.add("cancelled");
                    }
                  });
            }
          });
      yieldNow();
    });
    assertThat(transcript).hasToString("spawned cancelled");
  }

  // ---------------------------------------------------------------- refusals

  @Test
  @Specified("2.8")
  void a_coroutine_is_spawned_once() {
    run(() -> {
      Coroutine<String> coroutine = Coroutine.of(() -> "once");
      Task<String> task = spawn(coroutine);
      assertThatThrownBy(() -> spawn(coroutine)).isInstanceOf(IllegalStateException.class);
      assertThat(task.join()).isEqualTo("once");
    });
  }

  @Test
  @Specified("2.8")
  void a_coroutine_that_was_begun_by_hand_is_not_spawned() {
    run(() -> {
      Coroutine<String> coroutine =
          Coroutine.of(() -> {
            yieldNow();
            return "by hand";
          });
      var _ = coroutine.send(null);
      assertThatThrownBy(() -> spawn(coroutine)).isInstanceOf(IllegalStateException.class);
      assertThat(Gonzo.await(coroutine)).isEqualTo("by hand");
    });
  }

  @Test
  @Specified("1.3")
  // docs/edges.md: rule 6
  void a_kernel_serves_one_run() {
    Kernel kernel = kernel();
    assertThat(Gonzo.<Integer, RuntimeException>run(kernel, () -> 1)).isEqualTo(1);
    assertThatThrownBy(() -> kernel.run(() -> 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Specified("1.3")
  // docs/edges.md: G5
  void a_run_inside_a_run_is_refused() {
    run(() -> {
      Kernel inner = kernel();
      assertThatThrownBy(() -> inner.run(() -> "inside"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("run");
    });
  }

  @Test
  @Specified("1.2")
  void a_task_of_another_kernel_is_neither_joined_nor_cancelled() throws InterruptedException {
    var foreign = new ArrayList<Task<?>>();
    run(() -> {
      foreign.add(spawn(() -> waitOn(new WaitQueue())));
      // It stays alive while the other kernel runs.
      peers()
          .runOnAnotherKernel(
              this::kernel,
              () -> {
                Task<?> task = foreign.getFirst();
                assertThatThrownBy(task::join).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(task::cancel).isInstanceOf(IllegalArgumentException.class);
              });
    });
  }

  @Test
  @Specified({"1.1", "1.2"})
  void what_the_kernel_does_not_support_is_refused_by_name() {
    Kernel kernel = kernel();
    Assumptions.assumeFalse(kernel.supports(ThreadTrap.class));
    Gonzo.run(
        kernel,
        () ->
            assertThatThrownBy(() -> Gonzo.runInThread(() -> "never"))
                .isInstanceOf(UnsupportedTrapException.class)
                .hasMessageContaining(kernel.name())
                .hasMessageContaining("RunInThread"));
  }

  @Test
  @Specified({"2.13", "2.14"})
  void a_queue_in_which_a_task_of_another_kernel_waits_is_refused() throws InterruptedException {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> waiter = spawn(() -> waitOn(queue));
      yieldNow();
      // This kernel waits while the other one runs.
      peers()
          .runOnAnotherKernel(
              this::kernel,
              () -> {
                assertThatThrownBy(() -> wake(queue, 1)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> waitOn(queue)).isInstanceOf(IllegalStateException.class);
              });
      assertThat(queue.waiting()).containsExactly(waiter);
      wake(queue, 1);
      Object _ = waiter.join();
    });
  }

  @Test
  @Specified("1.1")
  void a_kernel_tells_always_alike_what_it_supports() {
    Kernel kernel = kernel();
    assertThat(kernel.supports(SchedulingTrap.class)).isTrue();
    List<Class<?>> groups =
        List.of(ThreadTrap.class, NetTrap.class, FileTrap.class, ProcessTrap.class);
    List<Boolean> before = groups.stream().map(kernel::supports).toList();
    Gonzo.run(
        kernel, () -> assertThat(groups.stream().map(kernel::supports).toList()).isEqualTo(before));
    assertThat(groups.stream().map(kernel::supports).toList()).isEqualTo(before);
  }

  @Test
  @Specified({"1.2", "1.3"})
  void a_task_goes_on_after_a_refusal_and_sees_what_others_wrote() {
    run(() -> {
      int[] written = {0};
      Coroutine<Integer> coroutine = Coroutine.of(() -> written[0] = 42);
      Task<Integer> task = spawn(coroutine);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> spawn(coroutine)).isInstanceOf(IllegalStateException.class);
      }
      yieldNow();
      assertThat(written[0]).isEqualTo(42);
      assertThat(Coroutine.trap(new ListTasks())).doesNotContain(task).hasSize(1);
    });
  }

  // ---------------------------------------------------------------- failures

  @Test
  @Specified("2.7")
  void a_failure_that_nobody_joins_is_reported_at_the_end_and_one_that_was_joined_is_not() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        Task<?> heard =
            spawn(
                "heard",
                () -> {
                  throw new IOException("to one who waits");
                });
        assertThatThrownBy(heard::join).isInstanceOf(TaskFailedException.class);
        Task<?> late =
            spawn(
                "late",
                () -> {
                  throw new IOException("to one who comes later");
                });
        Task<?> _ =
            spawn(
                "unheard",
                () -> {
                  throw new IOException("to no task");
                });
        yieldNow();
        yieldNow();
        assertThatThrownBy(late::join).isInstanceOf(TaskFailedException.class);
      });
      assertThat(reported.messages()).hasSize(1).first().asString().contains("unheard");
    }
  }

  @Test
  @Specified({"2.4", "2.7"})
  void the_main_tasks_failure_is_thrown_and_not_reported_besides() {
    try (var reported = LogCapture.open()) {
      assertThatThrownBy(() ->
              run(() -> {
                throw new IOException("to the caller of run");
              }))
          .isInstanceOf(IOException.class);
      assertThat(reported.messages()).isEmpty();
    }
  }
}
