package dev.gonzo.durable.kernel;

import org.jspecify.annotations.Nullable;

/** How a step ended, as the body sees it. */
public sealed interface StepResult {
  /**
   * It returned.
   *
   * @param value the value
   */
  record Value(@Nullable Object value) implements StepResult {}

  /**
   * It failed.
   *
   * @param failure what to throw in the body
   */
  record Failed(RuntimeException failure) implements StepResult {}

  /** It was cancelled, because the body was. */
  record WasCancelled() implements StepResult {}
}
