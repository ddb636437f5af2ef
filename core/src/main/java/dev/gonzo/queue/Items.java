package dev.gonzo.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The iterator of {@code for (T item : queue)}: takes items until the end. */
final class Items<T> implements Iterator<T> {
  private final Source<T> source;
  private @Nullable T next;

  Items(Source<T> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = QueueOperations.get(source);
      } catch (DrainedException end) {
        return false;
      }
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("closed and drained");
    }
    T item = next;
    next = null;
    if (item == null) {
      throw new AssertionError("hasNext() returned true without an item");
    }
    return item;
  }
}
