package dev.gonzo.tracing;

import dev.gonzo.Task;
import dev.gonzo.TaskLocal;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** The current context: of the task in a task, and of the thread elsewhere. */
final class TaskContextStorage implements ContextStorage {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.tracing");
  private static final TaskLocal<@Nullable Current> CURRENT = TaskLocal.of(() -> null);

  private final ContextStorage outside;

  /**
   * The current context of a task.
   *
   * @param context null for the root
   * @param owner the task that has set it; another one has inherited it
   */
  private record Current(@Nullable Context context, Task<?> owner) {}

  TaskContextStorage(ContextStorage outside) {
    this.outside = outside;
  }

  @Override
  public @Nullable Context current() {
    if (!TaskLocal.isAvailable()) {
      return outside.current();
    }
    return currentOf(Task.current()).context;
  }

  /** What the calling task has, with its own span if it has just begun. */
  private static Current currentOf(Task<?> task) {
    Current current = CURRENT.get();
    if (current != null && current.owner == task) {
      return current;
    }
    Context context = current == null ? null : current.context;
    if (!TaskSpans.areUsed()) {
      return new Current(context, task);
    }
    Context own = TaskSpans.contextOf(task);
    var first = new Current(own == null ? context : own, task);
    CURRENT.set(first);
    return first;
  }

  @Override
  public Scope attach(@Nullable Context next) {
    if (!TaskLocal.isAvailable()) {
      return outside.attach(next);
    }
    Task<?> task = Task.current();
    Current before = currentOf(task);
    if (next == null || next == before.context) {
      return Scope.noop();
    }
    var attached = new Current(next, task);
    CURRENT.set(attached);
    return new Attached(before, attached);
  }

  /** Restores the former context, once, in the task that has attached this one. */
  private static final class Attached implements Scope {
    private final Current before;
    private final Current attached;
    private boolean closed;

    Attached(Current before, Current attached) {
      this.before = before;
      this.attached = attached;
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      if (!TaskLocal.isAvailable()
          || Task.current() != attached.owner
          || CURRENT.get() != attached) {
        LOG.log(
            System.Logger.Level.DEBUG,
            "a scope was closed out of order or in another task than it was opened: close it with"
                + " try-with-resources; the context stays as it is",
            new IllegalStateException("here"));
        return;
      }
      closed = true;
      CURRENT.set(before);
    }
  }
}
