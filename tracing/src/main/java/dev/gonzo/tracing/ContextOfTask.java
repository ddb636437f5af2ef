package dev.gonzo.tracing;

import dev.gonzo.Task;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The contexts that tasks begin with, by task. Tasks are held weakly, since a kernel may be dropped
 * before its tasks have ended. Any thread may use it.
 */
final class ContextOfTask {
  // No map with a lock: it is used inside kernels, on the stacks of tasks.
  private final Map<Key, Entry> contexts = new ConcurrentHashMap<>();
  private final ReferenceQueue<Task<?>> dropped = new ReferenceQueue<>();

  /**
   * What a task begins with.
   *
   * @param context its context
   * @param span its own span, which is in the context; null if it has none
   * @param by what ends the span
   */
  record Entry(Context context, @Nullable Span span, KernelSpans by) {}

  private static final class Key extends WeakReference<Task<?>> {
    private final int hash;

    Key(Task<?> task, @Nullable ReferenceQueue<Task<?>> dropped) {
      super(task, dropped);
      this.hash = System.identityHashCode(task);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Task<?> task = get();
      return task != null && other instanceof Key key && key.refersTo(task);
    }
  }

  /** Adds an entry. Returns the former one of the task. */
  @Nullable Entry put(Task<?> task, Entry entry) {
    for (Reference<?> gone; (gone = dropped.poll()) != null; ) {
      contexts.remove(gone);
    }
    return contexts.put(new Key(task, dropped), entry);
  }

  @Nullable Entry get(Task<?> task) {
    return contexts.get(new Key(task, null));
  }

  void remove(Task<?> task) {
    contexts.remove(new Key(task, null));
  }
}
