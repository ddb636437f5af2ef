package dev.gonzo;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of a block with a time limit, if the block ended in time. {@link
 * Gonzo#ignoreAfter(java.time.Duration, AsyncCallable)} returns it. It is like an {@code Optional},
 * except that a result may be null. So the end of an input differs from an expired limit:
 *
 * <pre>{@code
 * InTime<String> line = ignoreAfter(ofSeconds(5), input::readLine);
 * if (line.isEmpty()) ...               // nothing came within five seconds
 * else if (line.get() == null) ...      // the input has ended
 * }</pre>
 *
 * <p>Immutable and thread-safe. No method suspends.
 *
 * @param <T> what the block returns
 */
public final class InTime<T extends @Nullable Object> {
  private final boolean present;
  private final @Nullable T value;

  private InTime(boolean present, @Nullable T value) {
    this.present = present;
    this.value = value;
  }

  static <T extends @Nullable Object> InTime<T> of(T result) {
    return new InTime<>(true, result);
  }

  static <T extends @Nullable Object> InTime<T> expired() {
    return new InTime<>(false, null);
  }

  /** {@return whether the block ended in time, whatever its result is} */
  public boolean isPresent() {
    return present;
  }

  /** {@return whether the limit expired and cancelled the block} */
  public boolean isEmpty() {
    return !present;
  }

  /**
   * {@return the result of the block, which may be null}
   *
   * @throws NoSuchElementException if the limit expired; check {@link #isPresent} first, or use
   *     {@link Gonzo#timeoutAfter(java.time.Duration, AsyncCallable)}, which throws by itself
   */
  public T get() {
    if (!present) {
      throw new NoSuchElementException("the limit expired, so there is no result");
    }
    return result();
  }

  @SuppressWarnings("NullAway") // null only where T allows it
  private T result() {
    return value;
  }

  /**
   * {@return the result of the block, which may be null, or {@code other} if the limit expired}
   *
   * @param other the value for an expired limit
   */
  public T orElse(T other) {
    return present ? result() : other;
  }

  /**
   * Runs an action with the result, if the block ended in time.
   *
   * @param action takes the result, which may be null
   */
  public void ifPresent(Consumer<? super T> action) {
    if (present) {
      action.accept(result());
    }
  }

  /**
   * Applies a function to the result, if the block ended in time.
   *
   * @param mapping takes the result, which may be null
   * @param <R> the type of the new result
   * @return the new result; empty if the limit expired
   */
  public <R extends @Nullable Object> InTime<R> map(Function<? super T, ? extends R> mapping) {
    return present ? of(mapping.apply(result())) : expired();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InTime<?> that
        && present == that.present
        && Objects.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return present ? Objects.hashCode(value) : -1;
  }

  @Override
  public String toString() {
    return present ? "InTime[" + value + "]" : "InTime[expired]";
  }
}
