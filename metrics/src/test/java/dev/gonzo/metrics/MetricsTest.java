package dev.gonzo.metrics;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures about tasks in a registry of Micrometer. */
@Timeout(300)
@org.junit.jupiter.api.Tag("realTime")
class MetricsTest {
  private final VirtualClock clock = new VirtualClock();
  private long passedInTurns;
  private volatile boolean refuses;
  private final SimpleMeterRegistry registry =
      new SimpleMeterRegistry(
          SimpleConfig.DEFAULT,
          new Clock() {
            @Override
            public long wallTime() {
              return 0;
            }

            @Override
            public long monotonicTime() {
              return clock.nanos() + passedInTurns;
            }
          });

  private double count(String name, String... tags) {
    var counter = registry.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  private Timer timer(String name, String... tags) {
    return registry.get(name).tags(tags).timer();
  }

  private double gauge(String name) {
    return registry.get(name).tag("kernel", "none").gauge().value();
  }

  @Test
  void tasks_are_counted_with_their_outcomes_and_waits_with_their_groups() {
    try (var _ = Metrics.bind(registry)) {
      run(
          Kernels.of("none", clock),
          () -> {
            spawn("good", () -> sleep(ofMillis(20))).join();
            Task<Void> bad =
                spawn(
                    "bad",
                    () -> {
                      throw new IOException("bad");
                    });
            var _ = bad.awaitEnd();
            Task<Void> slow = spawn("slow", () -> sleep(ofHours(1)));
            yieldNow();
            assertThat(gauge("gonzo.tasks.alive")).isEqualTo(2);
            slow.cancel();
            boolean _ = ignoreAfter(ofMillis(5), () -> sleep(ofHours(1)));
          });
      assertThat(count("gonzo.tasks.spawned", "kernel", "none")).isEqualTo(4);
      assertThat(count("gonzo.tasks.ended", "outcome", "success")).isEqualTo(2);
      assertThat(count("gonzo.tasks.ended", "outcome", "failure")).isEqualTo(1);
      assertThat(count("gonzo.tasks.ended", "outcome", "cancelled")).isEqualTo(1);
      assertThat(count("gonzo.cancellations")).isEqualTo(2);
      assertThat(count("gonzo.deadlines.expired")).isEqualTo(1);
      assertThat(timer("gonzo.waits", "group", "scheduling").max(MILLISECONDS)).isEqualTo(20);
      assertThat(timer("gonzo.waits", "group", "net").count()).isZero();
      assertThat(timer("gonzo.turns").count()).isGreaterThan(8);
      assertThat(gauge("gonzo.tasks.alive")).isZero();
    }
  }

  @Test
  void a_task_that_is_ready_and_has_no_turn_is_delayed() {
    try (var _ = Metrics.bind(registry)) {
      run(
          Kernels.of("none", clock),
          () -> {
            var waits = spawn("waits", () -> sleep(ofMillis(1)));
            var ready = spawn("ready", () -> {});
            passedInTurns = ofMillis(30).toNanos();
            ready.join();
            waits.join();
          });
      assertThat(timer("gonzo.ready.delay").max(MILLISECONDS)).isEqualTo(30);
      assertThat(timer("gonzo.ready.delay").totalTime(MILLISECONDS)).isEqualTo(60);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest"})
  void kernels_are_told_apart_by_the_names_of_their_devices(String name) {
    Assumptions.assumeTrue(Kernels.whyUnavailable(name).isEmpty());
    try (var _ = Metrics.bind(registry)) {
      run(Kernels.of(name), () -> spawn(() -> {}).join());
      String devices = name.equals("guest") ? "epoll" : name;
      assertThat(count("gonzo.tasks.spawned", "kernel", devices)).isEqualTo(2);
    }
  }

  @Test
  void a_kernel_that_runs_already_is_measured_from_then_on() throws Exception {
    run(
        Kernels.of("none"),
        () -> {
          var opens = new CountDownLatch(1);
          Task<?> worker = spawnDaemon("worker", () -> runInThread(() -> opens.await()));
          var binding = runInThread(() -> Metrics.bind(registry));
          while (registry.find("gonzo.turns").timer() == null
              || timer("gonzo.turns").count() == 0) {
            yieldNow(); // it is observed from one of the next turns on
          }
          spawn(() -> {}).join();
          assertThat(count("gonzo.tasks.spawned")).isEqualTo(1);
          assertThat(gauge("gonzo.worker.threads")).isPositive();
          assertThat(registry.get("gonzo.kernels").gauge().value()).isPositive();
          opens.countDown();
          worker.join();
          binding.close();
          spawn(() -> {}).join();
          assertThat(registry.getMeters()).isEmpty();
        });
  }

  @Test
  void a_registry_is_bound_once_at_a_time() {
    MetricsBinding first = Metrics.bind(registry);
    assertThatThrownBy(() -> Metrics.bind(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close the first");
    first.close();
    first.close();
    Metrics.bind(registry).close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void a_meter_that_is_needed_after_the_binding_has_ended_is_not_left_in_the_registry() {
    var registered = new Registered(registry);
    var counter = registered.counter("early", "before", Tags.empty());
    registered.remove();
    assertThat(registry.getMeters()).isEmpty();
    var ofAnother = registry.counter("late");
    registered.counter("late", "after", Tags.empty()).increment();
    registered.timer("later", "after", Tags.empty()).record(ofMillis(1));
    counter.increment();
    assertThat(registry.getMeters()).containsExactly(ofAnother);
    assertThat(ofAnother.count()).isZero();
  }

  @Test
  void a_registry_that_refuses_the_meters_of_a_kernel_can_be_bound_again() {
    registry.config().meterFilter(refuse());
    refuses = true;
    MetricsBinding first = Metrics.bind(registry);
    run(Kernels.of("none"), () -> {});
    first.close();
    refuses = false;
    try (var _ = Metrics.bind(registry)) {
      run(Kernels.of("none"), () -> spawn(() -> {}).join());
      assertThat(count("gonzo.tasks.spawned")).isEqualTo(2);
    }
  }

  private MeterFilter refuse() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        if (refuses && !id.getName().equals("gonzo.kernels")) {
          throw new OutOfMemoryError("a test's");
        }
        return MeterFilterReply.NEUTRAL;
      }
    };
  }

  /** A function that is not checked for null. */
  @SuppressWarnings("NullAway")
  private static String noKind() {
    return null;
  }

  @Test
  void kinds_of_tasks_are_bounded() {
    var options =
        MetricsOptions.defaults()
            .withTags(List.of(Tag.of("shard", "7")))
            .withKinds(
                2,
                task -> {
                  if (task.name().equals("throws")) {
                    throw new IllegalStateException("no kind");
                  }
                  return task.name().equals("null") ? noKind() : task.name();
                });
    try (var _ = Metrics.bind(registry, options)) {
      run(
          Kernels.of("none"),
          () -> {
            for (int i = 0; i < 100; i++) {
              spawn("request-" + i, () -> {}).join();
            }
            spawn("throws", () -> {}).join();
            spawn("null", () -> {}).join();
          });
      assertThat(count("gonzo.tasks.spawned", "kind", "main", "shard", "7")).isEqualTo(1);
      assertThat(count("gonzo.tasks.spawned", "kind", "request-0")).isEqualTo(1);
      assertThat(count("gonzo.tasks.spawned", "kind", "other")).isEqualTo(101);
      assertThat(count("gonzo.tasks.ended", "kind", "other", "outcome", "success")).isEqualTo(101);
      assertThat(Search.in((MeterRegistry) registry).name("gonzo.tasks.spawned").counters())
          .hasSize(3);
    }
    assertThatThrownBy(() -> MetricsOptions.defaults().withKinds(0, Task::name))
        .hasMessage("kinds must be from 1 to 1000, got 0");
  }

  @org.junit.jupiter.api.Tag("scheduler")
  @Test
  void a_foreign_block_is_measured() {
    try (var _ = Metrics.bind(registry)) {
      run(
          Kernels.of("none"),
          () -> {
            var opens = new CountDownLatch(1);
            var blocked = spawn("blocked", () -> opens.await());
            yieldNow();
            yieldNow();
            opens.countDown();
            blocked.join();
          });
      assertThat(timer("gonzo.foreign.blocks").count()).isEqualTo(1);
    }
  }
}
