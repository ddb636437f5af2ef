package dev.gonzo.tls;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Step;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that owns its random bytes, as a simulator does: answers the trap for them, and passes
 * all other traps on.
 */
final class SeededEntropy {
  private final Function<ReadRandomBytes, byte[]> answers;

  /** How many bytes each trap has requested. */
  final List<Integer> requests = new ArrayList<>();

  private SeededEntropy(Function<ReadRandomBytes, byte[]> answers) {
    this.answers = answers;
  }

  /** Runs a program on a kernel whose random bytes a seed determines. */
  static SeededEntropy run(Kernel kernel, long seed, AsyncRunnable<Exception> body)
      throws Exception {
    var random = new Random(seed);
    return run(
        kernel,
        asked -> {
          var bytes = new byte[asked.count()];
          random.nextBytes(bytes);
          return bytes;
        },
        body);
  }

  static SeededEntropy run(
      Kernel kernel, Function<ReadRandomBytes, byte[]> answers, AsyncRunnable<Exception> body)
      throws Exception {
    var entropy = new SeededEntropy(answers);
    Gonzo.run(
        kernel,
        () -> {
          entropy.drive(
              Coroutine.of(() -> {
                body.run();
                return true;
              }));
        });
    return entropy;
  }

  private <T extends @Nullable Object> T drive(Coroutine<T> coroutine) throws Exception {
    Step<T> step = coroutine.send(null);
    while (true) {
      switch (step) {
        case Step.Returned<T>(var value) -> {
          return value;
        }
        case Step.Threw<T>(var cause) -> throw SeededEntropy.<Exception>asThrown(cause);
        case Step.Blocked<T>() -> throw new AssertionError("a foreign block");
        case Step.Trapped<T>(var trap) -> {
          Object answer = null;
          Throwable thrown = null;
          try {
            answer = answer(trap);
          } catch (Throwable throwable) {
            thrown = throwable;
          }
          step = thrown == null ? coroutine.send(answer) : coroutine.raise(thrown);
        }
      }
    }
  }

  /** Passes on what a coroutine has thrown, a cancellation too, as it is. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X asThrown(Throwable cause) throws X {
    throw (X) cause;
  }

  private @Nullable Object answer(Trap<?> trap) {
    return switch (trap) {
      case ReadRandomBytes asked -> read(asked);
      case Spawn<?> spawn -> Coroutine.trap(driven(spawn));
      default -> passOn(trap);
    };
  }

  private byte[] read(ReadRandomBytes asked) {
    requests.add(asked.count());
    return answers.apply(asked);
  }

  private <T extends @Nullable Object> Spawn<T> driven(Spawn<T> spawn) {
    return new Spawn<>(Coroutine.of(() -> drive(spawn.coroutine())), spawn.name(), spawn.daemon());
  }

  private static <R extends @Nullable Object> R passOn(Trap<R> trap) {
    return Coroutine.trap(trap);
  }
}
