package dev.gonzo.flow;

import dev.gonzo.EntryPoint;
import dev.gonzo.generator.Generator;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Connects generators with the publishers and subscribers of {@link Flow}, in both directions and
 * with back-pressure.
 *
 * <pre>{@code
 * try (var prices = Flows.generator(publisher, 16)) {
 *   for (Price price : prices) ...
 * }
 * }</pre>
 */
public final class Flows {
  private Flows() {}

  /**
   * Creates a generator from a publisher. The generator subscribes when the iteration begins;
   * closing the generator cancels the subscription. A failure of the publisher is thrown after the
   * elements that came before it. Iterate it in a task.
   *
   * @param publisher may signal from any thread
   * @param bufferSize the greatest number of elements that are requested and not yet taken, at
   *     least 1
   * @param <T> the type of the elements
   * @return the generator
   * @throws IllegalArgumentException if {@code bufferSize} is less than 1
   */
  public static <T> Generator<T> generator(Flow.Publisher<? extends T> publisher, int bufferSize) {
    Objects.requireNonNull(publisher);
    if (bufferSize < 1) {
      throw new IllegalArgumentException("bufferSize must be at least 1, got " + bufferSize);
    }
    var elements = new SubscriberSource<T>(publisher, bufferSize);
    return Generator.from(elements, elements::close);
  }

  /**
   * Creates a publisher of a generator's elements. It takes one subscriber; a second one gets an
   * {@link IllegalStateException} in {@code onError}. A task of the kernel calls the subscriber, on
   * the kernel's thread, so it must not block. If the kernel has ended or the entry point is
   * closed, the subscriber gets a {@link dev.gonzo.KernelEndedException}. The producer runs as far
   * as the subscriber requests, and one element further to find the end. Cancelling the
   * subscription cancels the task, and so closes the generator. The elements must not be null.
   *
   * @param generator iterated by the publisher only; closed with it
   * @param entryPoint an entry point of the kernel in which the task runs
   * @param <T> the type of the elements
   * @return the publisher; any thread may subscribe and request
   */
  public static <T> Flow.Publisher<T> publisher(Generator<T> generator, EntryPoint entryPoint) {
    return new GeneratorPublisher<>(
        Objects.requireNonNull(generator), Objects.requireNonNull(entryPoint));
  }
}
