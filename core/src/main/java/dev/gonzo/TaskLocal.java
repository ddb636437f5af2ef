package dev.gonzo;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable of which each task has its own value. A task that is spawned begins with the values
 * that its parent has at that moment; what either sets later, the other does not see.
 *
 * <pre>{@code
 * static final TaskLocal<String> USER = TaskLocal.of(() -> "nobody");
 *
 * USER.where("dave", () -> { ... spawn(...) ... });
 * }</pre>
 *
 * <p>Thread locals and scoped values work in a task too, but no spawned task inherits them. The
 * body of a generator sees the values of the task that iterates.
 *
 * @param <T> what the values are
 */
public final class TaskLocal<T extends @Nullable Object> {
  private final Supplier<? extends T> initial;

  /** The values of a task: a list that is shared with the tasks it has spawned, and so final. */
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
   * Makes one.
   *
   * @param initial answers the value of a task in which none was set or inherited; asked each time
   * @param <T> what the values are
   * @return the variable
   */
  public static <T extends @Nullable Object> TaskLocal<T> of(Supplier<? extends T> initial) {
    return new TaskLocal<>(initial);
  }

  /**
   * Tells the calling task's value.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the value
   */
  @Async
  @SuppressWarnings({"unchecked", "NullAway"}) // bound by set, with this variable's type
  public T get() {
    Binding binding = Binding.find(Task.current().locals, this);
    return binding == null ? initial.get() : (T) binding.value;
  }

  /**
   * Sets the calling task's value.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param value the value
   */
  @Async
  public void set(T value) {
    Task<?> task = Task.current();
    task.locals = new Binding(this, value, cleared(task));
  }

  /**
   * Takes the calling task's value away: the initial one holds again.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
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
   * Runs a block with a value of its own; after it, the former one holds again.
   *
   * <p>Suspends where the body does.
   *
   * @param value the value inside the block
   * @param body what to do
   * @param <R> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   */
  @Async
  public <R extends @Nullable Object, X extends Exception> R where(
      T value, AsyncCallable<R, X> body) throws X {
    Task<?> task = Task.current();
    Binding before = Binding.find(task.locals, this);
    set(value);
    try {
      return body.call();
    } finally {
      Binding rest = cleared(task);
      task.locals = before == null ? rest : new Binding(this, before.value, rest);
    }
  }

  /**
   * Does what {@link #where(Object, AsyncCallable)} does, for a body that returns nothing.
   *
   * @param value the value inside the block
   * @param body what to do
   * @param <X> what it throws
   * @throws X as the body does
   */
  @Async
  public <X extends Exception> void where(T value, AsyncRunnable<X> body) throws X {
    this.<@Nullable Void, X>where(
        value,
        () -> {
          body.run();
          return null;
        });
  }
}
