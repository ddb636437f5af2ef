package dev.gonzo;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.timeoutAt;
import static dev.gonzo.Gonzo.withoutCancellation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Once;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each entry point accepts each form of body without a cast, and a null result is a result. */
@Tag("realTime")
class BodiesTest {
  private static final Duration LONG = Duration.ofDays(1);
  private final List<String> done = new ArrayList<>();

  private void nothing() {
    done.add("nothing");
  }

  private static String something() {
    return "something";
  }

  private static void throwing() throws IOException {
    if (LONG.isZero()) {
      throw new IOException();
    }
  }

  /** Only has to compile: these bodies never end, so they are never run. */
  @SuppressWarnings("unused")
  private static void endlessBodies(GuestKernel guest, EntryPoint door, TaskGroup<Long> group)
      throws Exception {
    run(() -> {
      while (true) {
        sleep(LONG);
      }
    });
    var _ =
        spawn(() -> {
          while (true) {
            throwing();
          }
        });
    Task<@Nullable Void> named =
        spawn(
            "endless",
            () -> {
              while (true) {
                sleep(LONG);
              }
            });
    var _ =
        group.spawn(() -> {
          while (true) {
            sleep(LONG);
          }
        });
    timeoutAfter(
        LONG,
        () -> {
          while (true) {
            sleep(LONG);
          }
        });
    var _ =
        ignoreAfter(
            LONG,
            () -> {
              while (true) {
                throwing();
              }
            });
    withoutCancellation(() -> {
      while (true) {
        sleep(LONG);
      }
    });
    idle(() -> {
      while (true) {
        sleep(LONG);
      }
    });
    runInThread(() -> {
      while (true) {
        throwing();
      }
    });
    door.call(() -> {
      while (true) {
        sleep(LONG);
      }
    });
    CompletableFuture<@Nullable Void> submitted =
        door.submit(() -> {
          while (true) {
            sleep(LONG);
          }
        });
    CompletableFuture<@Nullable Void> started =
        guest.start(() -> {
          while (true) {
            sleep(LONG);
          }
        });
    CompletableFuture<@Nullable Void> spawned =
        guest.spawn(() -> {
          while (true) {
            sleep(LONG);
          }
        });
  }

  @Test
  void bodies_with_and_without_a_result_are_taken_everywhere() throws Exception {
    run(() -> {
      nothing();
    });
    String result = run(() -> something());
    assertThat(result).isEqualTo("something");
    run(() -> {
      spawn(
              () -> {
                nothing();
              })
          .join();
      spawn(this::nothing).join();
      assertThat(spawn("named", BodiesTest::something).join()).isEqualTo("something");
      timeoutAfter(LONG, () -> nothing());
      timeoutAt(Moment.now().plus(LONG), this::nothing);
      String inTime = timeoutAfter(LONG, BodiesTest::something);
      boolean ended = ignoreAfter(LONG, () -> nothing());
      InTime<String> answer = ignoreAfter(LONG, BodiesTest::something);
      assertThat(inTime).isEqualTo(answer.get());
      assertThat(ended).isTrue();
      withoutCancellation(() -> nothing());
      idle(() -> nothing());
      String waited = idle(() -> something());
      runInThread(() -> {
        nothing();
      });
      runInThread(this::nothing);
      runInThread(this::nothing, OnCancel.WAIT);
      String worked = runInThread(BodiesTest::something);
      assertThat(worked).isEqualTo(waited);
      try (var door = EntryPoint.open()) {
        runInThread(() -> {
          door.call(() -> {
            nothing();
          });
          door.call(this::nothing);
          String called = door.call(() -> something());
          assertThat(called).isEqualTo("something");
          assertThat(door.submit(() -> nothing()).join()).isNull();
          assertThat(door.submit(() -> something()).join()).isEqualTo("something");
          String name = door.submit("handed in", () -> Task.current().name()).join();
          assertThat(name).isEqualTo("handed in");
          assertThat(door.submit("handed in", () -> nothing()).join()).isNull();
        });
      }
    });
    assertThat(done).isNotEmpty().containsOnly("nothing");
  }

  @Test
  void a_guest_takes_both_too() {
    var guest = Kernels.guest(() -> {});
    var spawned = guest.spawn(() -> nothing());
    var result = guest.spawn(() -> something());
    while (!spawned.isDone() || !result.isDone()) {
      var _ = guest.step(100);
    }
    var _ = guest.close();
    while (!guest.isDone()) {
      var _ = guest.step(100);
    }
    var another = Kernels.guest(() -> {});
    var started = another.start(this::nothing);
    while (!started.isDone()) {
      var _ = another.step(100);
    }
    assertThat(spawned.join()).isNull();
    assertThat(result.join()).isEqualTo("something");
    assertThat(done).containsExactly("nothing", "nothing");
  }

  private static @Nullable String none() {
    return null;
  }

  @Test
  void a_null_result_is_a_result_everywhere() throws Exception {
    run(() -> {
      Task<@Nullable Void> task = spawn(this::nothing);
      assertThat(ignoreAfter(LONG, () -> task.join())).isEqualTo(InTime.of(null));
      assertThat(ignoreAfter(LONG, task::join).isPresent()).isTrue();
      InTime<@Nullable String> empty = ignoreAfter(LONG, () -> none());
      assertThat(empty.isPresent()).isTrue();
      assertThat(empty.isEmpty()).isFalse();
      assertThat(empty.get()).isNull();
      assertThat(empty.orElse("other")).isNull();
      assertThat(empty.map(value -> value + "!").get()).isEqualTo("null!");
      String timed = timeoutAfter(LONG, () -> none());
      assertThat(timed).isNull();
      assertThat((Object) runInThread(() -> none())).isNull();
      assertThat((Object) withoutCancellation(() -> none())).isNull();
      assertThat((Object) idle(() -> none())).isNull();
      assertThat(
              (Object)
                  Gonzo.<@Nullable String, RuntimeException>suspendUntil(
                      resumer -> resumer.resume(null)))
          .isNull();
      assertThat((Object) Gonzo.await(CompletableFuture.<@Nullable String>completedFuture(null)))
          .isNull();
      Task<@Nullable String> joined = spawn(() -> none());
      assertThat(joined.join()).isNull();
      assertThat(joined.awaitEnd()).isEqualTo(new Outcome.Success<>(null));
      try (var group = TaskGroup.<@Nullable String>open()) {
        var _ = group.spawn(() -> none());
        group.join();
        assertThat(group.results()).containsExactly((String) null);
      }
      var made = new ArrayList<String>();
      Once<@Nullable String, RuntimeException> once =
          Once.of(() -> {
            made.add("made");
            return null;
          });
      assertThat(once.isMade()).isFalse();
      assertThat(once.get()).isNull();
      assertThat(once.get()).isNull();
      assertThat(once.isMade()).isTrue();
      assertThat(once).hasToString("Once[null]");
      assertThat(made).containsExactly("made");
      try (var door = EntryPoint.open()) {
        runInThread(() -> {
          assertThat((Object) door.call(() -> none())).isNull();
          assertThat(door.submit(() -> none()).join()).isNull();
        });
      }
    });
    assertThat((Object) run(() -> none())).isNull();
  }

  @Test
  void an_expired_limit_is_no_result() {
    run(() -> {
      InTime<@Nullable String> late =
          ignoreAfter(Duration.ZERO, () -> Queue.<String>bounded(1).get());
      assertThat(late.isPresent()).isFalse();
      assertThat(late.isEmpty()).isTrue();
      assertThat(late.orElse("other")).isEqualTo("other");
      assertThat(late.map(String::length)).isEqualTo(late).hasToString("InTime[expired]");
      assertThat(late).isNotEqualTo(InTime.of(null));
      late.ifPresent(value -> done.add("present"));
    });
    assertThat(done).isEmpty();
  }

  @Test
  void the_end_of_a_failed_task_is_an_answer() {
    run(() -> {
      var failure = new IOException("broken");
      Task<String> failing =
          spawn(() -> {
            if (!failure.getMessage().isEmpty()) {
              throw failure;
            }
            return "never";
          });
      assertThat(failing.awaitEnd()).isEqualTo(new Outcome.Failure<>(failure));
      var sleeping = spawn(() -> sleep(LONG));
      boolean _ = sleeping.requestCancel("enough");
      assertThat(sleeping.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
    });
  }
}
