package dev.gonzo;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
   * Makes a generator of what can be iterated already.
   *
   * @param elements iterated in place when the generator is
   * @param <T> what the elements are
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> from(Iterable<? extends T> elements) {
    return new Generator<>(new IteratorSource<>(elements::iterator, () -> {}));
  }

  /**
   * Makes a generator of a stream, which is closed when the generator is, and at its end.
   *
   * @param stream evaluated in place when the generator is iterated; its stages may suspend
   * @param <T> what the elements are
   * @return the generator
   */
  public static <T extends @Nullable Object> Generator<T> from(Stream<? extends T> stream) {
    return new Generator<>(new IteratorSource<>(stream::iterator, stream::close));
  }

  /**
   * Makes a generator of a publisher, which is subscribed to when the iteration begins. Closing the
   * generator cancels the subscription. What the publisher fails with is thrown, after the elements
   * that came before. To be iterated in a task.
   *
   * @param publisher may signal from any thread
   * @param ahead how many elements are requested before they are asked for, at most
   * @param <T> what the elements are
   * @return the generator
   * @throws IllegalArgumentException if {@code ahead} is less than 1
   */
  public static <T> Generator<T> from(Flow.Publisher<? extends T> publisher, int ahead) {
    return new Generator<>(new SubscriberSource<T>(publisher, positive("ahead", ahead)));
  }

  /**
   * Makes one generator of several, whose elements come as they are made. Each runs in a task of
   * its own, at most one element ahead. The first failure ends all, and is thrown after the
   * elements that came before it. To be iterated in a task.
   *
   * @param generators what to merge; closed with the new one
   * @param <T> what the elements are
   * @return the generator
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the list copies the array
  public static <T extends @Nullable Object> Generator<T> merge(
      Generator<? extends T>... generators) {
    return new Generator<>(new AheadSource<T>(List.of(generators), 1));
  }

  /**
   * Lays a function over each element.
   *
   * @param function called in the consumer's coroutine; may suspend
   * @param <R> what the new elements are
   * @return a generator that stands for this one, and closes it
   */
  public <R extends @Nullable Object> Generator<R> map(Function<? super T, ? extends R> function) {
    return new Generator<>(new Stages.Mapped<>(this, function));
  }

  /**
   * Keeps some of the elements.
   *
   * @param predicate which; called in the consumer's coroutine; may suspend
   * @return a generator that stands for this one, and closes it
   */
  public Generator<T> filter(Predicate<? super T> predicate) {
    return new Generator<>(new Stages.Filtered<>(this, predicate));
  }

  /**
   * Ends after a number of elements; then this one is closed at once.
   *
   * @param count at most how many, zero or more
   * @return a generator that stands for this one, and closes it
   * @throws IllegalArgumentException if the count is negative
   */
  public Generator<T> limit(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a limit must be at least 0, got " + count);
    }
    return new Generator<>(new Stages.Limited<>(this, count));
  }

  /**
   * Sets a deadline to each element. When it has passed, the producer is unwound, and the iteration
   * throws a {@link DeadlineExceededException}. To be iterated in a task.
   *
   * @param limit how long an element may take
   * @return a generator that stands for this one, and closes it
   */
  public Generator<T> timeoutEach(Duration limit) {
    return new Generator<>(new Stages.Timed<>(this, Objects.requireNonNull(limit)));
  }

  /**
   * Lets the producer run ahead, in a task of its own. Its failure is thrown after the elements
   * that came before. To be iterated in a task.
   *
   * @param capacity how many elements wait for the consumer, at most
   * @return a generator that stands for this one, and closes it
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public Generator<T> buffer(int capacity) {
    return new Generator<>(new AheadSource<>(List.of(this), positive("the capacity", capacity)));
  }

  /**
   * Makes a stream of it. Its stages run in the task that evaluates it, which suspends where the
   * producer does. A parallel stream is iterated by threads that are no tasks.
   *
   * @return a sequential stream; closing it closes the generator
   */
  public Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /**
   * Makes a publisher of it, for one subscriber, which is signalled by a task. The producer runs
   * for what is requested, and one element ahead to find the end. Cancelling the subscription
   * cancels that task, and so closes the generator. The elements are not null.
   *
   * @param door the kernel whose task iterates
   * @return the publisher; any thread may subscribe and request
   */
  public Flow.Publisher<T> publisher(EntryPoint door) {
    return new GeneratorPublisher<>(this, door);
  }

  private static int positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, got " + number);
    }
    return number;
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
    return new Elements(begin());
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

  /** Takes it, and has it reported if it is dropped half way. */
  Source<T> begin() {
    Source<T> begun = claim();
    begun.report.watch(this);
    return begun;
  }

  /** Keeps the generator, and with it the report of its being dropped, from being collected. */
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
