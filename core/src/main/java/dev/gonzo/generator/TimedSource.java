package dev.gonzo.generator;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.report.Causes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The elements of another generator, each with a deadline. It runs in the consumer's coroutine, and
 * keeps that generator reachable, so that it is not reported as dropped.
 */
final class TimedSource<T extends @Nullable Object> extends Source<T> {
  private final Generator<T> generator;
  private final Source<T> below;
  private final Duration limit;
  // Whether a cancellation has unwound the last step: that of this deadline, if it expires.
  private boolean cancelled;

  TimedSource(Generator<T> generator, Duration limit) {
    this.generator = generator;
    this.below = generator.begin();
    this.limit = limit;
  }

  @Override
  boolean advance() {
    cancelled = false;
    try {
      return Gonzo.<Boolean, RuntimeException>timeoutAfter(limit, this::advanceBelow);
    } catch (DeadlineExceededException expired) {
      if (cancelled) {
        unwind(expired); // tasks that run ahead were not cancelled by this deadline
      }
      throw expired;
    }
  }

  private boolean advanceBelow() {
    try {
      return below.advance();
    } catch (Cancelled arrived) {
      cancelled = true;
      throw arrived;
    }
  }

  private void unwind(DeadlineExceededException expired) {
    try {
      close();
    } catch (Cancelled arrived) {
      throw arrived;
    } catch (Throwable failed) {
      boolean _ = Causes.suppress(expired, failed);
    }
  }

  @Override
  T take() {
    return below.take();
  }

  @Override
  void close() {
    generator.close();
  }
}
