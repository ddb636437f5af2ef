package dev.gonzo.kernel.loop.run;

import static dev.gonzo.trap.SchedulingTrap.YIELD_TURN;

import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopRun;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Runs throw-away tasks on a throw-away kernel, in no virtual time, because the first tasks in a
 * JVM cost ten times as much as later ones.
 *
 * <p>This affects more than the first tasks. When many tasks are spawned at once, the code that
 * they run <em>after</em> a suspension is compiled before any task has got there. Where that code
 * uses a class that is not loaded by then, each of the many tasks leaves the compiled code, which
 * costs 10 microseconds per task. So each throw-away task must go through everything: it is
 * spawned, suspended, resumed, ended and joined.
 */
final class WarmUp {
  private static final int TASKS = 20;
  private static final int TURNS = 5;

  private WarmUp() {}

  static void kernel() {
    try (var kernel = new LoopKernel(new VirtualClock(), new NoDevices(), JvmServices::new)) {
      Task<?> _ = kernel.<@Nullable Void>startUnlisted(WarmUp::main);
      LoopRun.untilDone(kernel);
    }
  }

  private static @Nullable Void main() {
    var tasks = new ArrayList<Task<?>>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      var life = Coroutine.<@Nullable Void>of(WarmUp::life);
      tasks.add(Coroutine.trap(new Spawn<>(life, null, false)));
    }
    tasks.forEach(Task::join);
    return null;
  }

  private static @Nullable Void life() {
    for (int turn = 1; turn <= TURNS; turn++) {
      Coroutine.trap(YIELD_TURN);
      Coroutine.trap(new Sleep(new Moment(turn)));
    }
    return null;
  }
}
