package dev.gonzo.generator;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Elsewhere;
import dev.gonzo.OutsideKernelException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of elements that a producer makes one at a time, when its consumer asks for the next.
 * Both are straight-line code, and both may suspend:
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
 * <p>The producer runs inside {@code hasNext()} and {@code next()}, and is suspended between them;
 * its traps are made on behalf of the iterating task. Its exceptions, checked or not, are thrown
 * unchanged from these two methods. The producer does not see the consumer's scoped values and
 * thread locals, and does not own the consumer's locks. An ordinary thread can iterate too, if it
 * holds no monitor; then async methods that the producer calls throw {@link
 * OutsideKernelException}.
 *
 * <p>A cancellation that arrives while the producer waits in a trap is thrown in the producer. A
 * loop that is left early leaves the producer suspended: iterate inside {@code try (lines)}, so
 * that its {@code finally} blocks run. A generator that was left early and garbage-collected is
 * reported by a warning. A generator that was never iterated has nothing to clean up.
 *
 * <p>A generator can be iterated only once, by one task or thread at a time. In a {@code for}
 * statement the element type must be given: {@code for (int i : Generator.<Integer>of(...))}.
 *
 * @param <T> the type of the elements
 */
public final class Generator<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {
  private final Source<T> source;
  private boolean claimed;

  private Generator(Source<T> source) {
    this.source = source;
  }

  /**
   * The code of a producer.
   *
   * @param <T> the type of the elements
   * @param <X> the type of exception that it throws
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, X extends Exception> {
    /**
     * Yields the elements one after the other, and returns after the last.
     *
     * @param out takes the elements
     * @throws X if the body throws it
     */
    @Async
    void produce(Output<T> out) throws X;
  }

  /**
   * Takes the elements of a producer. Only for the producer's own body, not for tasks that it
   * spawns.
   *
   * @param <T> the type of the elements
   */
  public sealed interface Output<T extends @Nullable Object> permits GeneratorRun {
    /**
     * Passes an element to the consumer, and suspends until the consumer asks for the next one. No
     * checkpoint.
     *
     * @param element the element
     * @throws IllegalStateException inside a block with a deadline, a shield or a group that the
     *     producer has opened; in clean-up while the generator is being closed; outside the
     *     producer's body
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // always qualified, and the usual name
    void yield(T element);

    /**
     * Yields all of the elements. If they come from a generator, closes it afterwards; its elements
     * go directly to the consumer, so that deep recursion costs nothing extra for each element.
     *
     * @param elements the elements, in order
     * @throws IllegalStateException as {@link #yield} does
     */
    @Async
    void yieldAll(Iterable<? extends T> elements);
  }

  /**
   * Creates a generator without running its body.
   *
   * @param body the producer
   * @param <T> the type of the elements
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> of(@Elsewhere Body<T, ?> body) {
    return new Generator<>(new GeneratorRun<T>(Objects.requireNonNull(body)));
  }

  /**
   * Creates a generator from an {@code Iterable}.
   *
   * @param elements iterated in place when the generator is iterated
   * @param <T> the type of the elements
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> from(Iterable<? extends T> elements) {
    return new Generator<>(new IteratorSource<>(elements::iterator, () -> {}));
  }

  /**
   * Creates a generator from a stream. The stream is closed at its end, or when the generator is
   * closed.
   *
   * @param stream evaluated in place when the generator is iterated; its stages may suspend
   * @param <T> the type of the elements
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> from(Stream<? extends T> stream) {
    return new Generator<>(new IteratorSource<>(stream::iterator, stream::close));
  }

  /**
   * Creates a generator from an iterator that needs clean-up. It is like a producer that yields the
   * iterator's elements, and cleans up in its {@code finally} block, but has no coroutine: its cost
   * is one call for each element.
   *
   * @param elements iterated in place when the generator is iterated; its methods may suspend
   * @param cleanUp runs once, in place, when the iterator has ended or thrown, or the generator is
   *     closed; not if the iteration has not begun. May suspend
   * @param <T> the type of the elements
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> from(
      Iterator<? extends T> elements, @Elsewhere Runnable cleanUp) {
    return new Generator<>(
        new CleaningSource<T>(Objects.requireNonNull(elements), Objects.requireNonNull(cleanUp)));
  }

  /**
   * Merges generators into one, with elements in the order in which they are made. Each producer
   * runs in its own task, at most one element ahead. The first failure ends all of them, and is
   * thrown after the elements that came before it. Iterate it in a task.
   *
   * @param generators the generators to merge; closed with the new one
   * @param <T> the type of the elements
   * @return the generator
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the list copies the array
  public static <T extends @Nullable Object> Generator<T> merge(
      Generator<? extends T>... generators) {
    return new Generator<>(new PrefetchSource<T>(List.of(generators), 1));
  }

  /**
   * Sets a deadline for each element. When it expires, the producer is unwound, and the iteration
   * throws {@link DeadlineExceededException}. Iterate it in a task.
   *
   * @param limit how long an element may take
   * @return a generator that replaces this one; closing it closes this one
   */
  public Generator<T> timeoutEach(Duration limit) {
    return new Generator<>(new TimedSource<>(this, Objects.requireNonNull(limit)));
  }

  /**
   * Runs the producer ahead of the consumer, in its own task. A failure is thrown after the
   * elements that came before it. Iterate it in a task.
   *
   * @param capacity how many elements may wait for the consumer, at least 1
   * @return a generator that replaces this one; closing it closes this one
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public Generator<T> buffer(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity must be at least 1, got " + capacity);
    }
    return new Generator<>(new PrefetchSource<>(List.of(this), capacity));
  }

  /**
   * Creates a stream of the elements. Its stages run in the task that evaluates it, which suspends
   * where the producer does; its lambdas may suspend too. A parallel stream is iterated by ordinary
   * threads.
   *
   * <p>{@link #from(Stream)} makes a generator of the stream, which closes this one at its end:
   *
   * <pre>{@code
   * Generator<String> names = Generator.from(rows.stream().map(Row::name).limit(10));
   * }</pre>
   *
   * @return a sequential stream; closing it closes the generator
   */
  public Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /**
   * Begins the iteration. May be called only once.
   *
   * @return an iterator whose {@code hasNext()} and {@code next()} suspend where the producer does,
   *     and throw its exceptions
   * @throws IllegalStateException if the generator is being iterated, was iterated, or was closed
   */
  @Override
  public Iterator<T> iterator() {
    return new Elements(begin());
  }

  /**
   * Ends the iteration. A suspended producer is unwound with a {@link Cancelled}, so that its
   * {@code finally} blocks run; they may suspend as usual, but not yield. Without effect if the
   * iteration has not begun, has ended, or was closed.
   *
   * <p>Suspends where that clean-up does.
   *
   * @throws IllegalStateException if another task or thread is iterating at this moment
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

  /** Claims the only iteration of this generator. */
  Source<T> claim() {
    if (claimed) {
      throw new IllegalStateException(
          "a generator can be iterated only once, and this one was iterated or closed:"
              + " create another");
    }
    claimed = true;
    return source;
  }

  /** Claims the iteration, and reports it if it is garbage-collected before its end. */
  Source<T> begin() {
    Source<T> begun = claim();
    begun.report.watch(this);
    return begun;
  }

  /**
   * The iterator. It keeps the generator reachable, so that the generator is not reported as
   * dropped.
   */
  private final class Elements implements Iterator<T> {
    private final Source<T> source;
    private boolean here;

    Elements(Source<T> source) {
      this.source = source;
    }

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
