package dev.gonzo;

import dev.gonzo.report.Rethrow;
import org.jspecify.annotations.Nullable;

/** Runs a coroutine as part of another one: in place, or by passing its traps on. */
final class Awaiting {
  private Awaiting() {}

  static <T extends @Nullable Object> T await(Coroutine<T> coroutine) {
    Coroutine.requireInside();
    Outcome<T> outcome = coroutine.runInPlace();
    return outcome != null ? result(outcome) : drive(coroutine);
  }

  private static <T extends @Nullable Object> T drive(Coroutine<T> coroutine) {
    Step<T> step = coroutine.resend();
    while (true) {
      switch (step) {
        case Step.Returned<T>(var value) -> {
          return value;
        }
        case Step.Threw<T>(var cause) -> throw Rethrow.unchecked(cause);
        case Step.Blocked<T>() ->
            throw new AssertionError(
                "send returned Blocked, although it waits for the end of a foreign block");
        case Step.Trapped<T>(var trap) -> {
          Object answer = null;
          Throwable thrown = null;
          try {
            answer = Coroutine.trapFor(coroutine, trap);
          } catch (Throwable throwable) {
            thrown = throwable;
          }
          step = thrown == null ? coroutine.send(answer) : coroutine.raise(thrown);
        }
      }
    }
  }

  private static <T extends @Nullable Object> T result(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) -> throw Rethrow.unchecked(cause);
      case Outcome.Cancellation<T>(var cancelled) -> throw cancelled;
    };
  }
}
