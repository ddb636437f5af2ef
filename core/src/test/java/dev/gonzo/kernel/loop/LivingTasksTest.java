package dev.gonzo.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.services.JvmServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ring of living tasks, in order of spawning, from which any may leave. */
class LivingTasksTest {
  private final LivingTasks living = new LivingTasks();
  private final LoopKernel kernel =
      new LoopKernel(new VirtualClock(), new NoDevices(), JvmServices::new);

  private LoopTask<?> task(int id) {
    Coroutine<String> body = Coroutine.of(() -> "done");
    return new LoopTask<>(kernel, id, null, false, null, body);
  }

  private List<Long> ids() {
    return living.snapshot().stream().map(Task::id).toList();
  }

  @Test
  void the_first_the_last_a_middle_one_and_the_only_one_can_leave() {
    var tasks = new ArrayList<LoopTask<?>>();
    for (int id = 0; id < 4; id++) {
      tasks.add(task(id));
      living.add(tasks.get(id));
    }
    assertThat(ids()).containsExactly(0L, 1L, 2L, 3L);
    living.remove(tasks.get(1));
    assertThat(ids()).containsExactly(0L, 2L, 3L);
    living.remove(tasks.get(3));
    assertThat(ids()).containsExactly(0L, 2L);
    living.remove(tasks.get(0));
    assertThat(ids()).containsExactly(2L);
    living.remove(tasks.get(2));
    assertThat(living.isEmpty()).isTrue();
    assertThat(ids()).isEmpty();
    living.add(tasks.get(1));
    assertThat(ids()).containsExactly(1L);
  }

  @Test
  void it_does_what_a_list_does() {
    var random = new Random(1);
    var model = new ArrayList<LoopTask<?>>();
    for (int step = 0; step < 2_000; step++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        var task = task(step);
        model.add(task);
        living.add(task);
      } else {
        living.remove(model.remove(random.nextInt(model.size())));
      }
      assertThat(living.size()).isEqualTo(model.size());
    }
    assertThat(living.snapshot()).isEqualTo(model);
    living.abandon();
    assertThat(living.isEmpty()).isTrue();
    assertThat(living.size()).isZero();
  }
}
