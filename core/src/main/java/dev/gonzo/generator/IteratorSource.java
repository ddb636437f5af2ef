package dev.gonzo.generator;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source that iterates an iterator, without a coroutine of its own. */
final class IteratorSource<T extends @Nullable Object> extends Source<T> {
  private final Supplier<? extends Iterator<? extends T>> begin;
  private final Runnable close;
  private @Nullable Iterator<? extends T> elements;
  private boolean ended;

  IteratorSource(Supplier<? extends Iterator<? extends T>> begin, Runnable close) {
    this.begin = begin;
    this.close = close;
  }

  @Override
  boolean advance() {
    if (!ended && elements().hasNext()) {
      return true;
    }
    close();
    return false;
  }

  private Iterator<? extends T> elements() {
    if (elements == null) {
      elements = begin.get();
    }
    return elements;
  }

  @Override
  T take() {
    return elements().next();
  }

  @Override
  void close() {
    if (!ended) {
      ended = true;
      close.run();
    }
  }
}
