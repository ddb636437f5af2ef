package dev.gonzo.queue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The items that a queue keeps. Protected by the queue's lock. */
interface ItemBuffer<T> {
  /**
   * Adds an item. Allocates nothing if an item has been taken since the last time, because its
   * place is reused. If it throws, nothing has changed.
   */
  void add(T item);

  /** Takes the next item, or returns null if there is none. If it throws, nothing has changed. */
  @Nullable T take();

  /** Takes an item without comparing any; null if there is none. It never throws. */
  @Nullable T takeAny();

  /**
   * Prepares {@link #replaceFirst} of an item, which must follow at once. All that can throw
   * happens here, and changes nothing.
   */
  void prepareToReplace(T next);

  /** Takes the next item and then adds another one. */
  T replaceFirst(T next);

  int size();

  static <T> ItemBuffer<T> firstIn() {
    return new Fifo<>(false);
  }

  static <T> ItemBuffer<T> lastIn() {
    return new Fifo<>(true);
  }

  static <T> ItemBuffer<T> smallest(Comparator<? super T> comparator) {
    return new Heap<>(comparator);
  }

  /** A store that keeps items in the order of arrival, or in the reverse order. */
  final class Fifo<T> implements ItemBuffer<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final boolean lastFirst;

    Fifo(boolean lastFirst) {
      this.lastFirst = lastFirst;
    }

    @Override
    public void add(T item) {
      if (lastFirst) {
        items.addFirst(item);
      } else {
        items.addLast(item);
      }
    }

    @Override
    public @Nullable T take() {
      return items.pollFirst();
    }

    @Override
    public @Nullable T takeAny() {
      return take();
    }

    @Override
    public void prepareToReplace(T next) {}

    @Override
    public T replaceFirst(T next) {
      T first = items.removeFirst();
      add(next);
      return first;
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /**
   * A store that returns the smallest item first, and equal items in the order of arrival, which a
   * plain heap does not keep. The comparator is user code and may throw, so each operation compares
   * first, and changes the heap afterwards.
   */
  final class Heap<T> implements ItemBuffer<T> {
    private final Comparator<? super T> comparator;
    private @Nullable Object[] items = new Object[16];
    private long[] numbers = new long[16];
    private int size;
    private long arrived;
    private long changes;
    // Where an item sinks from the root: the places that move up by one, from the top.
    private final int[] path = new int[Integer.SIZE];
    private int pathLength;

    Heap(Comparator<? super T> comparator) {
      this.comparator = comparator;
    }

    @Override
    public void add(T item) {
      if (size == items.length) {
        items = Arrays.copyOf(items, 2 * size);
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      long before = changes;
      int place = size;
      while (place > 0 && isBefore(item, arrived, parent(place))) {
        place = parent(place);
      }
      requireUnchanged(before);
      for (int hole = size; hole != place; hole = parent(hole)) {
        move(parent(hole), hole);
      }
      set(place, item, arrived++);
      size++;
    }

    @Override
    public @Nullable T take() {
      if (size == 0) {
        return null;
      }
      int last = size - 1;
      T moved = item(last);
      long number = numbers[last];
      findPath(moved, number, last);
      T first = item(0);
      items[last] = null;
      size = last;
      if (last > 0) {
        sink(moved, number);
      }
      return first;
    }

    @Override
    public @Nullable T takeAny() {
      if (size == 0) {
        return null;
      }
      T last = item(--size);
      items[size] = null;
      changes++;
      return last;
    }

    @Override
    public void prepareToReplace(T next) {
      findPath(next, arrived, size);
    }

    @Override
    public T replaceFirst(T next) {
      T first = item(0);
      sink(next, arrived++);
      return first;
    }

    @Override
    public int size() {
      return size;
    }

    /** Finds where an item would sink from the root of the first {@code count} places. */
    private void findPath(T item, long number, int count) {
      long before = changes;
      int length = 0;
      for (int child = 1; child < count; child = 2 * child + 1) {
        if (child + 1 < count && isBefore(item(child + 1), numbers[child + 1], child)) {
          child++;
        }
        if (isBefore(item, number, child)) {
          break;
        }
        path[length++] = child;
      }
      requireUnchanged(before);
      pathLength = length;
    }

    private void sink(T item, long number) {
      int hole = 0;
      for (int i = 0; i < pathLength; i++) {
        move(path[i], hole);
        hole = path[i];
      }
      set(hole, item, number);
    }

    private boolean isBefore(T item, long number, int other) {
      int order = comparator.compare(item, item(other));
      return order != 0 ? order < 0 : number < numbers[other];
    }

    private void requireUnchanged(long before) {
      if (changes != before) {
        throw new IllegalStateException("the comparator used the queue whose items it compares");
      }
    }

    private static int parent(int place) {
      return (place - 1) / 2;
    }

    private void move(int from, int to) {
      items[to] = items[from];
      numbers[to] = numbers[from];
    }

    private void set(int place, T item, long number) {
      items[place] = item;
      numbers[place] = number;
      changes++;
    }

    @SuppressWarnings("unchecked") // add and replaceFirst put them there
    private T item(int place) {
      return (T) Objects.requireNonNull(items[place], "a place in the heap has no item");
    }
  }
}
