package dev.gonzo.tracing;

import dev.gonzo.Task;
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
  private final Map<Key, Context> contexts = new ConcurrentHashMap<>();
  private final ReferenceQueue<Task<?>> dropped = new ReferenceQueue<>();

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

  void put(Task<?> task, Context context) {
    for (Reference<?> gone; (gone = dropped.poll()) != null; ) {
      contexts.remove(gone);
    }
    contexts.put(new Key(task, dropped), context);
  }

  @Nullable Context get(Task<?> task) {
    return contexts.get(new Key(task, null));
  }

  @Nullable Context remove(Task<?> task) {
    return contexts.remove(new Key(task, null));
  }
}
