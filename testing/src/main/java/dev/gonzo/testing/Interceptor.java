package dev.gonzo.testing;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Deadline;
import dev.gonzo.Gonzo;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.testing.CancelEverywhere.Strike;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs between a scenario and its kernel: drives the scenario's coroutines by hand, passes their
 * traps on, counts the checkpoints, and cancels at the chosen one.
 */
final class Interceptor {
  private final Strike strike;
  private int left;
  private @Nullable Deadline deadline;
  private @Nullable Task<?> owner;

  Interceptor(Strike strike, int checkpoint) {
    this.strike = strike;
    this.left = checkpoint;
  }

  boolean hasStruck() {
    return left <= 0;
  }

  void run(AsyncRunnable<Exception> body) throws Exception {
    owner = Task.current();
    AsyncCallable<@Nullable Void, Exception> whole =
        () -> {
          body.run();
          return null;
        };
    Gonzo.timeoutAfter(
        Duration.ofDays(365),
        limit -> {
          deadline = limit;
          return drive(Coroutine.<@Nullable Void>of(whole));
        });
  }

  private <T extends @Nullable Object> T drive(Coroutine<T> coroutine) throws Exception {
    Step<T> step = coroutine.send(null);
    while (true) {
      switch (step) {
        case Step.Returned<T>(var value) -> {
          return value;
        }
        case Step.Threw<T>(var cause) -> throw rethrown(cause);
        case Step.Blocked<T>() ->
            throw new AssertionError(
                "send returned Blocked, although it waits for the end of a foreign block");
        case Step.Trapped<T>(var trap) -> {
          Object answer = null;
          Throwable thrown = null;
          try {
            answer = pass(trap);
          } catch (Throwable throwable) {
            thrown = throwable;
          }
          step = thrown == null ? coroutine.send(answer) : coroutine.raise(thrown);
        }
      }
    }
  }

  private static Exception rethrown(Throwable cause) throws Exception {
    return switch (cause) {
      case Error error -> throw error;
      case Exception exception -> throw exception;
      default -> new IllegalStateException(cause);
    };
  }

  private @Nullable Object pass(Trap<?> trap) throws Exception {
    if (trap.isCheckpoint() && counts()) {
      left--;
      if (left == 0) {
        strike();
      }
    }
    return trap instanceof Spawn<?> spawn ? Coroutine.trap(intercepted(spawn)) : make(trap);
  }

  private <T extends @Nullable Object> Spawn<T> intercepted(Spawn<T> spawn) {
    return new Spawn<>(Coroutine.of(() -> drive(spawn.coroutine())), spawn.name(), spawn.daemon());
  }

  /**
   * Whether the checkpoints of this task count; with a deadline, only those of the scenario's own
   * task, which has the deadline.
   */
  private boolean counts() {
    return strike != Strike.BY_DEADLINE || Task.current() == owner;
  }

  private void strike() throws Exception {
    Task<?> victim = Task.current();
    switch (strike) {
      case ON_ENTRY -> {
        boolean _ = victim.requestCancel("struck on entry");
      }
      case WHILE_WAITING -> {
        Callable<Boolean> striking = () -> victim.requestCancel("struck while it waits");
        var _ = Gonzo.spawnDaemon("striker", () -> striking.call());
      }
      case BY_DEADLINE -> {
        if (deadline != null) {
          deadline.moveAfter(Duration.ZERO);
        }
      }
    }
  }

  private static <R extends @Nullable Object> R make(Trap<R> trap) {
    return Coroutine.trap(trap);
  }
}
