package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for, by a method that may suspend, and only once.
 *
 * <pre>{@code
 * private final Once<Connection, IOException> connection = Once.of(() -> connect(address));
 *
 * connection.get().send(request);
 * }</pre>
 *
 * <p>The first to ask makes it, in its own task; those who ask meanwhile wait. If making it fails,
 * or is cancelled, that one meets the failure, and the next in line makes it: a failure is not
 * kept. For the tasks of one kernel.
 *
 * @param <T> what the value is
 * @param <X> what making it throws
 */
public final class Once<T extends @Nullable Object, X extends Exception> {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final AsyncCallable<? extends T, ? extends X> body;
  private final Lock making = Lock.of("of a Once");
  private Outcome.@Nullable Success<T> made;

  private Once(AsyncCallable<? extends T, ? extends X> body) {
    this.body = Objects.requireNonNull(body);
  }

  /**
   * Makes one without a value. Never suspends.
   *
   * @param body makes the value
   * @param <T> what the value is
   * @param <X> what making it throws
   * @return the one
   */
  public static <T extends @Nullable Object, X extends Exception> Once<T, X> of(
      AsyncCallable<? extends T, ? extends X> body) {
    return new Once<>(body);
  }

  /**
   * Tells the value, and makes it if nobody has.
   *
   * <p>Suspends while somebody makes it; a checkpoint. A cancelled one leaves the making to the
   * next who asks.
   *
   * @return the value
   * @throws X what making it throws, to the task that did
   * @throws IllegalStateException if it is asked for while it is made, by the making itself
   */
  @Async
  public T get() throws X {
    Coroutine.trap(CHECKPOINT);
    Outcome.Success<T> known = made;
    if (known == null) {
      try (var _ = making.acquire()) {
        known = made;
        if (known == null) {
          known = new Outcome.Success<>(body.call());
          made = known;
        }
      }
    }
    return known.value();
  }

  /** {@return the task that is making it} Never suspends. */
  public Optional<Task<?>> maker() {
    return making.holder();
  }

  /** {@return the tasks that wait for it to be made, longest waiting first} A copy. */
  public List<Task<?>> waiting() {
    return making.waiting();
  }

  /** {@return whether the value is made} A null value is made too. Never suspends. */
  public boolean isMade() {
    return made != null;
  }

  /**
   * {@return the value; empty if it is not made, or null, which {@link #isMade} tells apart} Never
   * suspends.
   */
  public Optional<T> peek() {
    return made == null ? Optional.empty() : Optional.ofNullable(made.value());
  }

  @Override
  public String toString() {
    int waiting = making.waiting().size();
    return "Once["
        + (made != null
            ? made.value()
            : maker().map(maker -> "being made by " + maker.name()).orElse("not made"))
        + (waiting == 0 ? "" : ", " + waiting + " wait")
        + "]";
  }
}
