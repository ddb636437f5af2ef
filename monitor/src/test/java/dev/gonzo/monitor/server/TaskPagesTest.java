package dev.gonzo.monitor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.kernel.TaskWalk;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TaskPagesTest {
  /** A kernel that fills a page after some limits have passed, with as many turns during each. */
  private static final class Slow extends CompletableFuture<List<TaskView>> {
    private final int limits;
    private final long turnsPerLimit;
    private int passed;
    private boolean closed;

    Slow(int limits, long turnsPerLimit) {
      this.limits = limits;
      this.turnsPerLimit = turnsPerLimit;
    }

    @Override
    public List<TaskView> get(long time, TimeUnit unit) throws TimeoutException {
      if (passed < limits) {
        passed++;
        throw new TimeoutException();
      }
      return List.of();
    }

    RunningKernel kernel() {
      return (RunningKernel)
          Proxy.newProxyInstance(
              Slow.class.getClassLoader(),
              new Class<?>[] {RunningKernel.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "turns" -> passed * turnsPerLimit;
                    case "walk" -> walk();
                    default -> throw new AssertionError(method);
                  });
    }

    private TaskWalk walk() {
      return new TaskWalk() {
        @Override
        public Future<List<TaskView>> next(int most) {
          return Slow.this;
        }

        @Override
        public void close() {
          closed = true;
        }
      };
    }
  }

  @Test
  void a_kernel_whose_tasks_have_turns_is_waited_for_since_it_reads_between_them()
      throws Exception {
    var slow = new Slow(2, 1);
    try (var pages = new TaskPages(slow.kernel())) {
      assertThat(pages.from(0, 10)).isEmpty();
    }
    assertThat(slow.passed).isEqualTo(2);
  }

  @Test
  void a_kernel_without_turns_and_one_that_never_gets_to_it_do_not_answer() {
    for (var slow : List.of(new Slow(9, 0), new Slow(9, 1_000))) {
      try (var pages = new TaskPages(slow.kernel())) {
        assertThatThrownBy(() -> pages.from(0, 10)).isInstanceOf(TimeoutException.class);
      }
      assertThat(slow.passed).isEqualTo(slow.turnsPerLimit == 0 ? 1 : 4);
      assertThat(slow.closed).isTrue();
    }
  }
}
