package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.kernel.assembly.LoopKernels;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.guest.GuestLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of the kernels that run, and observing one of them. */
@Timeout(300)
class RunningKernelsTest {
  /** Also notes the tasks that have turns. */
  private static final class Turns extends StepsOn {
    private final List<String> names = new ArrayList<>();

    @Override
    public void running(Task<?> task) {
      super.running(task);
      names.add(task.name());
    }
  }

  @Tag("realTime")
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest", "none"})
  void a_kernel_is_listed_while_it_runs(String name) throws InterruptedException {
    Assumptions.assumeTrue(Kernels.whyUnavailable(name).isEmpty());
    var turns = new Turns();
    run(
        Kernels.of(name).observedBy(turns),
        () -> {
          var _ = spawnDaemon("other", () -> sleep(ofHours(1)));
          yieldNow();
          RunningKernel kernel = turns.kernel();
          assertThat(kernel.name())
              .isEqualTo(name.equals("guest") ? LoopKernels.guestsDevices() : name);
          assertThat(kernel.tasks()).isEqualTo(2);
          assertThat(kernel.turns()).isGreaterThanOrEqualTo(3);
          assertThat(kernel.threads()).containsExactly(turns.thread());
          var ends = new CountDownLatch(1);
          var _ = spawnDaemon("worker", () -> runInThread(() -> ends.await()));
          while (kernel.threads().size() < 2) {
            yieldNow();
          }
          assertThat(kernel.threads().getFirst()).isEqualTo(turns.thread());
          assertThat(kernel.threads().getLast().getName()).startsWith("gonzo-worker-");
          ends.countDown();
        });
    assertThat(turns.isListed()).isFalse();
  }

  @Test
  void a_listener_observes_every_task_of_each_kernel_that_starts() {
    var created = new CopyOnWriteArrayList<String>();
    var observer =
        new Activation() {
          @Override
          public void created(Task<?> task) {
            if (task.name().startsWith("seen by the listener")) { // other tests run meanwhile
              created.add(task.name());
            }
          }
        };
    var failing =
        Kernels.whenStarted(kernel -> {
          throw new IllegalStateException("a listener that fails at the start of " + kernel);
        });
    var listening = Kernels.whenStarted(kernel -> kernel.observe(observer));
    run(Kernels.of("none"), () -> spawn("seen by the listener 1", () -> {}).join());
    run(Kernels.of("none"), () -> spawn("seen by the listener 2", () -> {}).join());
    listening.close();
    failing.close();
    run(Kernels.of("none"), () -> spawn("seen by the listener 3", () -> {}).join());
    assertThat(created).containsExactly("seen by the listener 1", "seen by the listener 2");
  }

  @Tag("realTime")
  @Test
  void all_kernels_are_observed_those_that_run_and_those_that_start_until_it_is_closed()
      throws Exception {
    var created = new CopyOnWriteArrayList<String>();
    var made = new CopyOnWriteArrayList<Integer>();
    var observer =
        new Activation() {
          @Override
          public void created(Task<?> task) {
            if (task.name().startsWith("seen by all")) { // other tests run meanwhile
              created.add(task.name());
            }
          }
        };
    var turns = new Turns();
    run(
        Kernels.of("none").observedBy(turns),
        () -> {
          yieldNow();
          int running = turns.kernel().number();
          var observing =
              runInThread(() ->
                  Kernels.observeAll(kernel -> {
                    made.add(kernel.number());
                    return observer;
                  }));
          runInThread(() -> {}); // the step that goes on here may have begun before it
          spawn("seen by all 1", () -> {}).join();
          runInThread(() -> run(Kernels.of("none"), () -> spawn("seen by all 2", () -> {}).join()));
          assertThat(made).contains(running).doesNotHaveDuplicates();
          observing.close();
          observing.close();
          runInThread(() -> {}); // it ends with the next step
          spawn("seen by all 3", () -> {}).join();
          runInThread(() -> run(Kernels.of("none"), () -> spawn("seen by all 4", () -> {}).join()));
        });
    assertThat(created).containsExactly("seen by all 1", "seen by all 2");
  }

  @Test
  void an_observer_that_cannot_be_made_leaves_the_other_kernels_observed() {
    var created = new CopyOnWriteArrayList<String>();
    var observer =
        new Activation() {
          @Override
          public void created(Task<?> task) {
            created.add(task.name());
          }
        };
    var thread = Thread.currentThread();
    var starts = new AtomicInteger();
    try (var _ =
        Kernels.observeAll(_ -> {
          if (Thread.currentThread() != thread) {
            return new Activation() {}; // of another test
          }
          if (starts.incrementAndGet() == 1) {
            throw new OutOfMemoryError("a test's");
          }
          return observer;
        })) {
      for (String name : List.of("not seen", "seen")) {
        var guest = GuestLoop.hosted(new VirtualClock(), new NoDevices(), () -> {});
        var done = guest.start(() -> spawn(name, () -> {}).join());
        while (!guest.isDone()) {
          var _ = guest.step(1); // on this thread
        }
        assertThat(done).isCompleted();
      }
    }
    assertThat(created).containsExactly("main", "seen");
  }

  @Test
  void a_kernel_that_only_warms_up_is_not_listed() {
    var names = new CopyOnWriteArrayList<String>();
    var thread = new CopyOnWriteArrayList<Thread>();
    try (var _ =
        Kernels.whenStarted(kernel -> {
          names.add(Thread.currentThread().getName() + " starts " + kernel.name());
        })) {
      run(Kernels.of("nio"), () -> thread.add(Thread.currentThread()));
    }
    String own = thread.getFirst().getName() + " starts ";
    assertThat(names.stream().filter(name -> name.startsWith("gonzo-kernel")))
        .hasSizeGreaterThan(0);
    assertThat(names).doesNotContain(own + "none");
  }

  @Test
  void a_kernel_that_has_ended_has_no_tasks_and_is_observed_in_vain() {
    var turns = new Turns();
    var kernel =
        run(
            Kernels.of("none").observedBy(turns),
            () -> {
              yieldNow();
              return turns.kernel();
            });
    assertThat(kernel.tasks()).isZero();
    assertThat(kernel.threads()).isEmpty();
    var never = new Turns();
    try (var _ = kernel.observe(never)) {
      assertThat(never.names).isEmpty();
    }
  }

  @Test
  void a_guest_that_has_not_begun_is_observed_from_its_first_task_on() {
    var guest = GuestLoop.hosted(new VirtualClock(), new NoDevices(), () -> {});
    var turns = new Turns();
    var observing = guest.observe(turns);
    var future =
        guest.start(() -> {
          sleep(ofHours(1));
          return "done";
        });
    var _ = guest.step(1);
    assertThat(turns.names).containsExactly("main");
    assertThat(turns.isListed()).isTrue();
    observing.close();
    observing.close();
    while (!guest.isDone()) {
      var _ = guest.step(1);
    }
    assertThat(future).isCompletedWithValue("done");
    assertThat(turns.names).containsExactly("main");
    assertThat(turns.isListed()).isFalse();
  }

  @Test
  void a_copy_of_a_guest_is_observed_and_does_not_run_a_second_time() {
    var turns = new Turns();
    var refused = new Turns();
    var host =
        new Object() {
          final GuestKernel guest =
              GuestLoop.hosted(new VirtualClock(), new NoDevices(), this::steps);

          void steps() {
            Thread.ofPlatform()
                .start(() -> {
                  while (!guest.isDone()) {
                    var _ = guest.step(1);
                  }
                });
          }
        };
    assertThat(run(host.guest.observedBy(turns), () -> "done")).isEqualTo("done");
    assertThat(turns.names).containsExactly("main");
    assertThatThrownBy(() -> run(host.guest.observedBy(refused), () -> "again"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serves one run");
    assertThat(refused.names).isEmpty();
  }
}
