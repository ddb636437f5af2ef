package dev.gonzo;

import dev.gonzo.report.Causes;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a generator, such as {@code map} and {@code filter}. They run in the consumer's
 * coroutine, and cost one call for each element.
 */
final class Stages {
  private Stages() {}

  /**
   * A stage over another generator. It keeps that generator reachable, so that it is not reported
   * as dropped.
   */
  abstract static class Over<S extends @Nullable Object, T extends @Nullable Object>
      extends Source<T> {
    final Generator<S> generator;
    final Source<S> below;

    Over(Generator<S> generator) {
      this.generator = generator;
      this.below = generator.begin();
    }

    @Override
    boolean advance() {
      return below.advance();
    }

    @Override
    void close() {
      generator.close();
    }
  }

  static final class Mapped<S extends @Nullable Object, T extends @Nullable Object>
      extends Over<S, T> {
    private final Function<? super S, ? extends T> function;

    Mapped(Generator<S> generator, Function<? super S, ? extends T> function) {
      super(generator);
      this.function = function;
    }

    @Override
    T take() {
      return function.apply(below.take());
    }
  }

  static final class Filtered<T extends @Nullable Object> extends Over<T, T> {
    private final Predicate<? super T> predicate;
    private @Nullable T kept;

    Filtered(Generator<T> generator, Predicate<? super T> predicate) {
      super(generator);
      this.predicate = predicate;
    }

    @Override
    boolean advance() {
      while (below.advance()) {
        T element = below.take();
        if (predicate.test(element)) {
          kept = element;
          return true;
        }
      }
      return false;
    }

    @Override
    @SuppressWarnings("NullAway") // null only if the element is
    T take() {
      T taken = kept;
      kept = null;
      return taken;
    }
  }

  static final class Limited<T extends @Nullable Object> extends Over<T, T> {
    private long left;

    Limited(Generator<T> generator, long count) {
      super(generator);
      this.left = count;
    }

    @Override
    boolean advance() {
      if (left > 0 && below.advance()) {
        left--;
        return true;
      }
      left = 0;
      close();
      return false;
    }

    @Override
    T take() {
      return below.take();
    }
  }

  static final class Timed<T extends @Nullable Object> extends Over<T, T> {
    private final Duration limit;
    // Whether a cancellation has unwound the last step: that of this deadline, if it expires.
    private boolean cancelled;

    Timed(Generator<T> generator, Duration limit) {
      super(generator);
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
  }
}
