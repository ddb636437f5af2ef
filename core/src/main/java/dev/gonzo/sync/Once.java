package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed on first use, by code that may suspend, and only once.
 *
 * <pre>{@code
 * private final Once<Connection, IOException> connection = Once.of(() -> connect(address));
 *
 * connection.get().send(request);
 * }</pre>
 *
 * <p>The first task that requests the value computes it; other tasks wait meanwhile. If the
 * computation fails or is cancelled, the exception is thrown in that task, and the next waiting
 * task computes the value: a failure is not kept. For the tasks of one kernel.
 *
 * @param <T> the type of the value
 * @param <X> the type of exception that the computation throws
 */
public final class Once<T extends @Nullable Object, X extends Exception> {
  private final AsyncCallable<? extends T, ? extends X> body;
  private final Lock making = Lock.of("of a Once");
  private Outcome.@Nullable Success<T> made;

  private Once(AsyncCallable<? extends T, ? extends X> body) {
    this.body = Objects.requireNonNull(body);
  }

  /**
   * Creates a {@code Once} without a value. Never suspends.
   *
   * @param body computes the value
   * @param <T> the type of the value
   * @param <X> the type of exception that the computation throws
   * @return the new object
   */
  public static <T extends @Nullable Object, X extends Exception> Once<T, X> of(
      @Elsewhere AsyncCallable<? extends T, ? extends X> body) {
    return new Once<>(body);
  }

  /**
   * Returns the value. Computes it if that has not been done.
   *
   * <p>Suspends while another task computes it, or where the computation does; a checkpoint. If it
   * is cancelled, the next task that requests the value computes it.
   *
   * @return the value
   * @throws X if the computation throws it, in the task that computes
   * @throws IllegalStateException if the computation itself requests the value
   */
  @Async
  public T get() throws X {
    Coroutine.trap(CHECKPOINT);
    Outcome.Success<T> known = made;
    if (known == null) {
      refuseSelf();
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

  private void refuseSelf() {
    if (maker().orElse(null) == Task.current()) {
      throw new IllegalStateException(
          "the computation of the value requests the value itself, in the task "
              + Task.current().name());
    }
  }

  /** {@return the task that is computing the value; empty if none is} Never suspends. */
  public Optional<Task<?>> maker() {
    return making.holder();
  }

  /**
   * {@return a copy of the list of tasks that wait for the value, longest waiting first} Never
   * suspends.
   */
  public List<Task<?>> waiting() {
    return making.waiting();
  }

  /** {@return whether the value has been computed, even if it is null} Never suspends. */
  public boolean isMade() {
    return made != null;
  }

  /**
   * {@return the value; empty if it has not been computed or is null, see {@link #isMade}} Never
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
