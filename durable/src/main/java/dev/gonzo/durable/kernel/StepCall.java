package dev.gonzo.durable.kernel;

import dev.gonzo.AsyncCallable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The request for a step, inside the trap that runs work in a thread. The kernel of a durable task
 * recognises it; any other kernel calls it, which it refuses.
 *
 * @param name the name of the step
 * @param body what it does
 */
public record StepCall(String name, AsyncCallable<? extends @Nullable Object, ?> body)
    implements Callable<@Nullable Object> {
  @Override
  public @Nullable Object call() {
    throw new IllegalStateException(
        "step(\""
            + name
            + "\", ...) belongs into the body of a durable function: start that with"
            + " DurableTasks.start(...)");
  }
}
