package dev.gonzo.kernel;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.SleepUntil;
import dev.gonzo.trap.Spawn;
import dev.gonzo.trap.YieldTurn;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Lets throw-away tasks live a whole life on a throw-away kernel, in no time of any clock, because
 * the first ones in a JVM cost ten times as much as those that follow.
 *
 * <p>Not only the first: what tasks run <em>after</em> a suspension is compiled, when many are
 * spawned at once, before any has come so far. A class that is not loaded by then is a place where
 * each of the many leaves the compiled code, which costs 10 microseconds a task. So the lives have
 * to be complete: spawned, suspended, resumed, ended and joined.
 */
final class WarmUp {
  private static final int TASKS = 20;
  private static final int TURNS = 5;

  private WarmUp() {}

  static void kernel() {
    try (var kernel = new LoopKernel(new VirtualClock(), new NoDevices())) {
      Task<?> _ = kernel.<@Nullable Void>start(WarmUp::main);
      kernel.loop();
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
      Coroutine.trap(new YieldTurn());
      Coroutine.trap(new SleepUntil(turn));
    }
    return null;
  }
}
