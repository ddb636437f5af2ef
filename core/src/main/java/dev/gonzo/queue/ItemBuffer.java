package dev.gonzo.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The items that a queue keeps. Protected by the queue's lock. */
interface ItemBuffer<T> {
  /**
   * Adds an item. Allocates nothing if an item has been taken since the last time, because its
   * place is reused.
   */
  void add(T item);

  /** Takes the next item, or returns null if there is none. */
  @Nullable T take();

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
    public int size() {
      return items.size();
    }
  }

  /**
   * A store that returns the smallest item first, and equal items in the order of arrival, which a
   * plain heap does not keep.
   */
  final class Heap<T> implements ItemBuffer<T> {
    private static final class Numbered<T> {
      private @Nullable T item;
      private long number;

      private T item() {
        return Objects.requireNonNull(item, "a node in the heap has no item");
      }
    }

    private final PriorityQueue<Numbered<T>> items;
    // The node of the item that was taken last, reused for the next item.
    private @Nullable Numbered<T> spare;
    private long arrived;

    Heap(Comparator<? super T> comparator) {
      items =
          new PriorityQueue<>((one, other) -> {
            int order = comparator.compare(one.item(), other.item());
            return order != 0 ? order : Long.compare(one.number, other.number);
          });
    }

    @Override
    public void add(T item) {
      Numbered<T> holder = spare == null ? new Numbered<>() : spare;
      holder.item = item;
      holder.number = arrived++;
      items.add(holder);
      spare = null;
    }

    @Override
    public @Nullable T take() {
      Numbered<T> first = items.poll();
      if (first == null) {
        return null;
      }
      T item = first.item();
      first.item = null;
      spare = first;
      return item;
    }

    @Override
    public int size() {
      return items.size();
    }
  }
}
