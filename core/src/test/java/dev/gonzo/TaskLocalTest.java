package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.generator.Generator;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.junit.jupiter.api.Test;

class TaskLocalTest {
  private static final TaskLocal<String> USER = TaskLocal.of(() -> "nobody");
  private static final TaskLocal<Integer> DEPTH = TaskLocal.of(() -> 0);
  private static final ThreadLocal<String> THREAD_LOCAL = ThreadLocal.withInitial(() -> "none");
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  private static Kernel virtual() {
    return Kernels.of("none", new VirtualClock());
  }

  @Test
  void each_task_has_its_own_value() {
    run(
        virtual(),
        () -> {
          assertThat(USER.get()).isEqualTo("nobody");
          var other =
              spawn(() -> {
                USER.set("other");
                yieldNow();
                return USER.get();
              });
          USER.set("main");
          yieldNow();
          assertThat(USER.get()).isEqualTo("main");
          assertThat(other.join()).isEqualTo("other");
          USER.remove();
          assertThat(USER.get()).isEqualTo("nobody");
        });
  }

  @Test
  void a_generator_cannot_yield_where_its_consumer_would_see_its_value() {
    run(
        virtual(),
        () -> {
          Generator<Integer> leaking =
              Generator.of(out -> USER.where("the generator's", () -> out.yield(1)));
          assertThatThrownBy(() -> leaking.forEach(_ -> {}))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a task-local value");
          assertThat(USER.get()).isEqualTo("nobody");
        });
  }

  @Test
  void a_spawned_task_begins_with_a_copy() {
    run(
        virtual(),
        () -> {
          USER.set("dave");
          DEPTH.set(1);
          var child =
              spawn(() -> {
                String inherited = USER.get() + DEPTH.get();
                USER.set("child");
                return inherited + spawn(USER::get).join();
              });
          USER.set("changed");
          assertThat(child.join()).isEqualTo("dave1child");
          assertThat(USER.get() + DEPTH.get()).isEqualTo("changed1");
        });
  }

  @Test
  void a_block_has_its_value_and_gives_the_former_back() {
    run(
        virtual(),
        () -> {
          DEPTH.set(1);
          USER.where(
              "inner",
              () -> {
                DEPTH.set(2);
                assertThat(USER.get()).isEqualTo("inner");
                USER.where("innermost", () -> assertThat(USER.get()).isEqualTo("innermost"));
                assertThat(USER.get()).isEqualTo("inner");
              });
          assertThat(USER.get()).isEqualTo("nobody");
          assertThat(DEPTH.get()).isEqualTo(2);
        });
  }

  @Test
  void a_generator_sees_the_values_of_who_iterates() {
    run(
        virtual(),
        () -> {
          Generator<String> users =
              Generator.of(out -> {
                out.yield(USER.get());
                out.yield(USER.get());
              });
          var elements = users.iterator();
          USER.set("main");
          assertThat(elements.next()).isEqualTo("main");
          assertThat(
                  spawn(
                          () -> {
                            USER.set("other");
                            return elements.next();
                          })
                      .join())
              .isEqualTo("other");
        });
  }

  @Test
  void an_ordinary_thread_has_none() {
    assertThatThrownBy(USER::get)
        .isInstanceOf(OutsideKernelException.class)
        .hasMessageContaining("get() is async");
  }

  @Test
  // docs/edges.md: H3
  void thread_locals_are_each_tasks_own_across_suspensions_and_not_inherited() {
    run(
        virtual(),
        () -> {
          THREAD_LOCAL.set("main");
          var other =
              spawn(() -> {
                String before = THREAD_LOCAL.get();
                THREAD_LOCAL.set("other");
                yieldNow();
                return before + THREAD_LOCAL.get();
              });
          yieldNow();
          assertThat(THREAD_LOCAL.get()).isEqualTo("main");
          assertThat(other.join()).isEqualTo("noneother");
        });
  }

  @Test
  // docs/edges.md: H2
  void scoped_values_hold_across_suspensions_and_in_no_other_task() {
    run(
        virtual(),
        () ->
            ScopedValue.where(SCOPED, "bound")
                .run(() -> {
                  var other = spawn(() -> SCOPED.isBound());
                  yieldNow();
                  assertThat(SCOPED.get()).isEqualTo("bound");
                  assertThat(other.join()).isFalse();
                }));
  }
}
