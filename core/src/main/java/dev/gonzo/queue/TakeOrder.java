package dev.gonzo.queue;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a queue returns its items. It applies to kept items: if a get is waiting, an
 * item is passed to it at once.
 *
 * @param <T> the type of the items
 */
public final class TakeOrder<T> {
  private final Kind kind;
  private final @Nullable Comparator<? super T> comparator;

  private enum Kind {
    FIRST_IN,
    LAST_IN,
    SMALLEST
  }

  private TakeOrder(Kind kind, @Nullable Comparator<? super T> comparator) {
    this.kind = kind;
    this.comparator = comparator;
  }

  /**
   * Returns the order "first in, first out".
   *
   * @param <T> the type of the items
   * @return the order
   */
  public static <T> TakeOrder<T> firstIn() {
    return new TakeOrder<>(Kind.FIRST_IN, null);
  }

  /**
   * Returns the order "last in, first out".
   *
   * @param <T> the type of the items
   * @return the order
   */
  public static <T> TakeOrder<T> lastIn() {
    return new TakeOrder<>(Kind.LAST_IN, null);
  }

  /**
   * Returns the order "smallest first"; equal items are returned in the order in which they were
   * put.
   *
   * @param comparator compares two items
   * @param <T> the type of the items
   * @return the order
   */
  public static <T> TakeOrder<T> smallest(Comparator<? super T> comparator) {
    return new TakeOrder<>(Kind.SMALLEST, Objects.requireNonNull(comparator));
  }

  /** Creates an empty store with this order. */
  <I extends T> ItemBuffer<I> store() {
    return switch (kind) {
      case FIRST_IN -> ItemBuffer.firstIn();
      case LAST_IN -> ItemBuffer.lastIn();
      case SMALLEST -> ItemBuffer.smallest(Objects.requireNonNull(comparator));
    };
  }
}
