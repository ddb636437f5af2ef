package dev.gonzo.queue;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which of the items that a queue keeps leaves first. It orders what is kept: an item that meets
 * somebody who waits for one is handed over at once.
 *
 * @param <T> what the items are
 */
public final class Order<T> {
  private final Kind kind;
  private final @Nullable Comparator<? super T> comparator;

  private enum Kind {
    FIRST_IN,
    LAST_IN,
    SMALLEST
  }

  private Order(Kind kind, @Nullable Comparator<? super T> comparator) {
    this.kind = kind;
    this.comparator = comparator;
  }

  /**
   * First in, first out.
   *
   * @param <T> what the items are
   * @return the order
   */
  public static <T> Order<T> firstIn() {
    return new Order<>(Kind.FIRST_IN, null);
  }

  /**
   * Last in, first out.
   *
   * @param <T> what the items are
   * @return the order
   */
  public static <T> Order<T> lastIn() {
    return new Order<>(Kind.LAST_IN, null);
  }

  /**
   * The smallest leaves first, and of equal ones the one that came first.
   *
   * @param comparator tells which is smaller
   * @param <T> what the items are
   * @return the order
   */
  public static <T> Order<T> smallest(Comparator<? super T> comparator) {
    return new Order<>(Kind.SMALLEST, Objects.requireNonNull(comparator));
  }

  /** An empty store that keeps this order. */
  <I extends T> Store<I> store() {
    return switch (kind) {
      case FIRST_IN -> Store.firstIn();
      case LAST_IN -> Store.lastIn();
      case SMALLEST -> Store.smallest(Objects.requireNonNull(comparator));
    };
  }
}
