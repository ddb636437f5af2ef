package dev.gonzo.kernel;

import dev.gonzo.Coroutine;
import dev.gonzo.TrapHandler;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.YieldTurn;
import org.jspecify.annotations.Nullable;

/**
 * Sends throw-away coroutines through suspend, resume and end, because the first ones in a JVM cost
 * ten times as much as those that follow.
 */
final class WarmUp {
  private static final int COROUTINES = 20;
  private static final int TURNS = 5;

  private WarmUp() {}

  static void carrier() {
    for (int i = 0; i < COROUTINES; i++) {
      var coroutine =
          Coroutine.<@Nullable Void>of(() -> {
            for (int turn = 0; turn < TURNS; turn++) {
              Coroutine.trap(new YieldTurn());
            }
            return null;
          });
      coroutine.attach(new Idle(coroutine));
      while (coroutine.resume() != Coroutine.Stop.ENDED) {}
    }
  }

  private record Idle(Coroutine<?> coroutine) implements TrapHandler {
    @Override
    @SuppressWarnings("NullAway") // YieldTurn is answered with null
    public <R extends @Nullable Object> R answer(Trap<R> trap) {
      coroutine.suspend();
      return null;
    }

    @Override
    public void unblocked() {}
  }
}
