package dev.gonzo;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable with a separate value in each task. A spawned task starts with the current values of
 * its parent; values that either sets later are not seen by the other.
 *
 * <pre>{@code
 * static final TaskLocal<String> USER = TaskLocal.of(() -> "anonymous");
 *
 * USER.where("dave", () -> { ... spawn(...) ... });
 * }</pre>
 *
 * <p>Thread locals and scoped values work in a task too, but spawned tasks do not inherit them. The
 * body of a generator sees the values of the iterating task.
 *
 * @param <T> the type of the values
 */
public final class TaskLocal<T extends @Nullable Object> {
  private final Supplier<? extends T> initial;

  /** The values of a task: an immutable list, because it is shared with spawned tasks. */
  record Binding(TaskLocal<?> local, @Nullable Object value, @Nullable Binding next) {
    static @Nullable Binding find(@Nullable Binding first, TaskLocal<?> local) {
      Binding binding = first;
      while (binding != null && binding.local != local) {
        binding = binding.next;
      }
      return binding;
    }

    static @Nullable Binding without(@Nullable Binding first, TaskLocal<?> local) {
      if (first == null || first.local == local) {
        return first == null ? null : first.next;
      }
      return new Binding(first.local, first.value, without(first.next, local));
    }
  }

  private TaskLocal(Supplier<? extends T> initial) {
    this.initial = initial;
  }

  /**
   * Creates a task-local variable.
   *
   * @param initial supplies the value in a task in which none was set or inherited; called on each
   *     read
   * @param <T> the type of the values
   * @return the variable
   */
  public static <T extends @Nullable Object> TaskLocal<T> of(Supplier<? extends T> initial) {
    return new TaskLocal<>(initial);
  }

  /**
   * {@return whether the calling code runs in a task of a kernel, so that {@link #get} and {@link
   * #set} find its values without a trap} False in an ordinary thread, and in a coroutine that is
   * driven by hand. For libraries that keep a context per task, and per thread elsewhere.
   *
   * <p>Not async: for any thread. Never suspends.
   */
  public static boolean isAvailable() {
    return Coroutine.runningTask() != null;
  }

  /**
   * Returns the calling task's value.
   *
   * @return the value
   */
  @Async(Suspension.NEVER)
  @SuppressWarnings({"unchecked", "NullAway"}) // bound by set, with this variable's type
  public T get() {
    Binding binding = Binding.find(Task.current().locals, this);
    return binding == null ? initial.get() : (T) binding.value;
  }

  /**
   * Sets the calling task's value.
   *
   * @param value the value
   */
  @Async(Suspension.NEVER)
  public void set(T value) {
    Task<?> task = Task.current();
    task.locals = new Binding(this, value, cleared(task));
  }

  /** Removes the calling task's value, so that the initial value applies again. */
  @Async(Suspension.NEVER)
  public void remove() {
    Task<?> task = Task.current();
    task.locals = cleared(task);
  }

  private @Nullable Binding cleared(Task<?> task) {
    return Binding.find(task.locals, this) == null
        ? task.locals
        : Binding.without(task.locals, this);
  }

  /**
   * Runs a block with a value, and restores the former value after it. A generator cannot yield
   * inside the block, because its consumer would see the value.
   *
   * <p>Suspends where the body does.
   *
   * @param value the value inside the block
   * @param body the code to run
   * @param <R> the type of the result
   * @param <X> the type of exception that the body throws
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  public <R extends @Nullable Object, X extends Exception> R where(
      T value, @InPlace AsyncCallable<R, X> body) throws X {
    return Blocks.inScope(() -> {
      Task<?> task = Task.current();
      Binding before = Binding.find(task.locals, this);
      set(value);
      try {
        return body.call();
      } finally {
        Binding rest = cleared(task);
        task.locals = before == null ? rest : new Binding(this, before.value, rest);
      }
    });
  }

  /**
   * Equivalent to {@link #where(Object, AsyncCallable)}, for a body that returns nothing.
   *
   * @param value the value inside the block
   * @param body the code to run
   * @param <X> the type of exception that the body throws
   * @throws X if the body throws it
   */
  @Async
  public <X extends Exception> void where(T value, @InPlace AsyncRunnable<X> body) throws X {
    this.<@Nullable Void, X>where(
        value,
        () -> {
          body.run();
          return null;
        });
  }
}
