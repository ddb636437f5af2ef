package dev.gonzo;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupShutdownTest {
  private final List<String> ended = new ArrayList<>();

  /** Works for some time, then waits for more to do, over and over. */
  private void serve(String name, int workMillis) {
    try {
      while (true) {
        sleep(ofMillis(workMillis));
        idle(() -> {
          sleep(ofMillis(1));
          return 0;
        });
      }
    } finally {
      ended.add(Moment.now().sinceOrigin().toMillis() + " " + name);
    }
  }

  @Test
  void who_is_idle_goes_first_then_who_has_finished_and_at_the_end_of_the_time_the_rest() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          long begun = Moment.now().sinceOrigin().toMillis();
          assertThat(begun).isZero();
          try (var group = TaskGroup.open()) {
            group.spawn(() -> serve("long at work", 60_000));
            group.spawn(() -> serve("soon done", 700));
            group.spawn(() -> {
              idle(() -> {
                sleep(ofSeconds(60));
                return 0;
              });
            });
            sleep(ofMillis(100));
            group.cancelWhenIdle("shutdown", ofSeconds(5));
            ended.add(Moment.now().sinceOrigin().toMillis() + " all");
          }
        });
    assertThat(ended).containsExactly("700 soon done", "5100 long at work", "5100 all");
  }

  @Test
  void who_is_spawned_meanwhile_goes_too_when_idle() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          try (var group = TaskGroup.open()) {
            group.spawn(() -> {
              sleep(ofMillis(1000));
              group.spawn(() -> serve("spawned later", 500));
            });
            sleep(ofMillis(100));
            group.cancelWhenIdle("shutdown", ofSeconds(60));
            ended.add(Moment.now().sinceOrigin().toMillis() + " all");
          }
        });
    assertThat(ended).containsExactly("1500 spawned later", "1500 all");
  }

  @Test
  void what_members_spawn_meanwhile_is_awaited_too() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          try (var group = TaskGroup.open()) {
            group.spawn(() -> {
              sleep(ofSeconds(1));
              group.spawn(() -> {
                try {
                  sleep(ofSeconds(1));
                } finally {
                  ended.add("the late one");
                }
              });
            });
            sleep(ofMillis(1));
            group.cancelWhenIdle("shutdown", ofSeconds(5));
            ended.add("all");
          }
        });
    assertThat(ended).containsExactly("the late one", "all");
  }
}
