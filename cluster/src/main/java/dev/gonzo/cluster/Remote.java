package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.codec.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function that nodes call on each other: its name crosses the network, never its code.
 *
 * <pre>{@code
 * static final Remote<Range, Long> SUM = Remote.of("sum/1", Range.class, Long.class, Sums::sum);
 * }</pre>
 *
 * <p>A node runs what its {@link ClusterOptions#serving options} name. When the meaning of a
 * function or the shape of its types changes, give it another name, {@code sum/2}, and serve both
 * until each node has the new program.
 *
 * <p>Immutable; any thread may use it.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public final class Remote<A extends @Nullable Object, R extends @Nullable Object> {
  private final String name;
  private final Codec<A> argument;
  private final Codec<R> result;
  private final Body<A, R> body;

  private Remote(String name, Codec<A> argument, Codec<R> result, Body<A, R> body) {
    this.name = name;
    this.argument = argument;
    this.result = result;
    this.body = body;
  }

  /**
   * Creates a function.
   *
   * @param name the name by which other nodes call it, such as {@code sum/1}; 1 to 100 characters
   * @param argument the type of the argument, as {@link Codec} writes it; {@code Void} for none
   * @param result the type of the result; {@code Void} for none
   * @param body what a node that serves it runs
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the function
   * @throws IllegalArgumentException if the name is empty, too long, or has control characters
   * @throws dev.gonzo.codec.UnsupportedTypeException if a type has no encoding
   */
  public static <A extends @Nullable Object, R extends @Nullable Object> Remote<A, R> of(
      String name, Class<A> argument, Class<R> result, @Elsewhere Body<A, R> body) {
    return new Remote<>(
        Names.checked("a function", name),
        Codec.of(argument),
        Codec.of(result),
        Objects.requireNonNull(body));
  }

  /**
   * Sets how long an encoded argument or result may be. The limit of {@link
   * ClusterOptions#withMostBytes} applies too.
   *
   * @param most the limit in bytes
   * @return a changed copy
   */
  public Remote<A, R> withMostBytes(int most) {
    return new Remote<>(name, argument.withMostBytes(most), result.withMostBytes(most), body);
  }

  /**
   * Declares that the function may be run more than once for one call, so that a call can be
   * repeated on another node when the first is lost.
   *
   * @return the function, for {@link Cluster#callAny}
   */
  public Repeatable<A, R> repeatable() {
    return new Repeatable<>(this);
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  Codec<A> argument() {
    return argument;
  }

  Codec<R> result() {
    return result;
  }

  Body<A, R> body() {
    return body;
  }

  /** {@return its name} */
  @Override
  public String toString() {
    return name;
  }

  /**
   * The code of a function.
   *
   * @param <A> the type of the argument
   * @param <R> the type of the result
   */
  @FunctionalInterface
  public interface Body<A extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Runs the function, in a task of its own. It may suspend; the task is cancelled when the
     * caller is, when the caller's deadline passes, and when the calling node is lost.
     *
     * @param argument the argument
     * @return the result
     * @throws Exception as it likes: the caller gets a {@link RemoteFailure}
     */
    @Async
    R call(A argument) throws Exception;
  }
}
