package dev.gonzo.generator;

import dev.gonzo.report.Causes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A source that iterates an iterator, and cleans up at the end in every case, as a producer with a
 * {@code finally} block does, but without a coroutine of its own.
 */
final class CleaningSource<T extends @Nullable Object> extends Source<T> {
  private final Iterator<? extends T> elements;
  private final Runnable cleanUp;
  private boolean begun;
  private boolean ended;

  CleaningSource(Iterator<? extends T> elements, Runnable cleanUp) {
    this.elements = elements;
    this.cleanUp = cleanUp;
  }

  @Override
  boolean advance() {
    if (ended) {
      return false;
    }
    if (!begun) {
      begun = true;
      report.begun();
    }
    try {
      if (elements.hasNext()) {
        return true;
      }
    } catch (Throwable thrown) {
      endBy(thrown);
      throw thrown;
    }
    end();
    return false;
  }

  @Override
  T take() {
    try {
      return elements.next();
    } catch (Throwable thrown) {
      endBy(thrown);
      throw thrown;
    }
  }

  @Override
  void close() {
    if (begun && !ended) {
      end();
    }
    ended = true;
  }

  private void endBy(Throwable thrown) {
    try {
      end();
    } catch (Throwable failed) {
      boolean _ = Causes.suppress(thrown, failed);
    }
  }

  private void end() {
    ended = true;
    report.ended();
    cleanUp.run();
  }
}
