package dev.gonzo;

import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Elements that a producer makes one at a time, as its consumer asks for them. Both are straight
 * line code, and both may suspend:
 *
 * <pre>{@code
 * Generator<String> lines = Generator.of(out -> {
 *   try (var reader = open()) {
 *     for (String line; (line = reader.readLine()) != null; ) out.yield(line);
 *   }
 * });
 * for (String line : lines) ...
 * }</pre>
 *
 * <p>The producer runs inside {@code hasNext()} and {@code next()}, and stands still between them;
 * its traps are made in the name of the task that iterates. What it throws comes out there, as it
 * is, checked or not. Scoped values, thread locals and the ownership of locks do not cross into it.
 * An ordinary thread can iterate too, if it holds no monitor; an async method that the producer
 * then calls throws {@link OutsideKernelException}.
 *
 * <p>A cancellation that arrives while the producer is suspended unwinds the producer. A loop that
 * is left before the end leaves the producer standing: iterate inside {@code try (lines)}, and its
 * {@code finally} blocks run then. One that was left and dropped is reported by a warning. One that
 * was never begun has nothing to clean up.
 *
 * <p>A generator is iterated once, by one task or thread at a time. In a {@code for} statement the
 * type of the elements has to be said: {@code for (int i : Generator.<Integer>of(...))}.
 *
 * @param <T> what the elements are
 */
public final class Generator<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {
  private final Source<T> source;
  private boolean claimed;

  private Generator(Source<T> source) {
    this.source = source;
  }

  /**
   * What a producer does.
   *
   * @param <T> what the elements are
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, X extends Exception> {
    /**
     * Makes the elements, one after the other, and returns after the last.
     *
     * @param out who takes them
     * @throws X as the body does
     */
    @Async
    void produce(Output<T> out) throws X;
  }

  /**
   * Where a producer puts its elements. For the producer's own body only, not for tasks that it
   * spawns.
   *
   * @param <T> what the elements are
   */
  public sealed interface Output<T extends @Nullable Object> permits GeneratorRun {
    /**
     * Hands an element to the consumer, and stands still until the next one is asked for. No
     * checkpoint.
     *
     * @param element what to hand over
     * @throws IllegalStateException inside a block with a deadline, a shield or a group that the
     *     producer has opened; in clean-up while the generator is closed; outside the producer's
     *     body
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // always qualified, and no other word says it
    void yield(T element);

    /**
     * Hands over all of the elements, and closes a generator then. Of a generator that was not
     * begun, each element goes straight to the consumer, however deep such calls nest.
     *
     * @param elements what to hand over
     * @throws IllegalStateException as {@link #yield} does
     */
    @Async
    void yieldAll(Iterable<? extends T> elements);
  }

  /**
   * Makes a generator, and runs nothing of it.
   *
   * @param body the producer
   * @param <T> what the elements are
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> of(Body<T, ?> body) {
    return new Generator<>(new GeneratorRun<T>(Objects.requireNonNull(body)));
  }

  /**
   * Begins the iteration: once.
   *
   * @return the elements; {@code hasNext()} and {@code next()} suspend where the producer does, and
   *     throw what it throws
   * @throws IllegalStateException if the generator is, or was, iterated already
   */
  @Override
  public Iterator<T> iterator() {
    Source<T> _ = claim();
    return elements();
  }

  /**
   * Ends the iteration: a producer that stands half way meets a {@link Cancelled} there, so that
   * its {@code finally} blocks run. They may suspend as usual, but not yield. Without effect if it
   * has not begun, has ended, or was closed.
   *
   * <p>Suspends where that clean-up does.
   *
   * @throws IllegalStateException if another task or thread is inside the iteration just now
   */
  @Override
  @Async
  public void close() {
    claimed = true;
    try {
      source.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Takes the one iteration that there is. */
  Source<T> claim() {
    if (claimed) {
      throw new IllegalStateException(
          "a generator is iterated once, and this one was, or was closed: make another");
    }
    claimed = true;
    return source;
  }

  /** The elements, for one who has claimed them. */
  Iterator<T> elements() {
    if (source instanceof GeneratorRun<T> run) {
      run.report().begun(this);
    }
    return new Elements();
  }

  /** Keeps the generator, and with it the report of its being dropped, from being collected. */
  private final class Elements implements Iterator<T> {
    private boolean here;

    @Override
    public boolean hasNext() {
      if (!here) {
        try {
          here = source.advance();
        } finally {
          Reference.reachabilityFence(Generator.this);
        }
      }
      return here;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the generator has ended");
      }
      here = false;
      return source.take();
    }
  }
}
