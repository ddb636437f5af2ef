package dev.gonzo.tracing;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskLocal;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.tracing.ContextOfTask.Entry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The spans of the tasks of one kernel, each from the spawn of its task to the end, as a child of
 * the span that spawned it. Kernel thread only.
 */
final class KernelSpans implements Activation {
  private final TaskSpans spans;
  private final ContextOfTask contexts;
  // How many tasks have an entry of this object.
  private int entries;
  private RunningKernel.@Nullable Observation observation;

  private KernelSpans(TaskSpans spans, ContextOfTask contexts) {
    this.spans = spans;
    this.contexts = contexts;
  }

  /** Observes a kernel that has no task yet. */
  static void begin(RunningKernel kernel, TaskSpans spans, ContextOfTask contexts) {
    var observer = new KernelSpans(spans, contexts);
    observer.observation = kernel.observe(observer);
  }

  /** On the stack of the task that spawns it, if one does. */
  @Override
  public void created(Task<?> task) {
    Entry known = contexts.get(task);
    if (known != null && known.span() != null) {
      return; // it has the span of another object, which came first
    }
    // A task begins with what its spawner has set, and a span of the spawner's own may not be that.
    if (known == null && spawnerHasEntry()) {
      put(task, new Entry(Context.current(), null, this));
    }
    if (!spans.isOver() && spans.isWanted(task)) {
      Context parent = Context.current();
      Span span = spans.start(task, parent);
      put(task, new Entry(parent.with(span), span, this));
    }
  }

  private boolean spawnerHasEntry() {
    return TaskLocal.isAvailable() && contexts.get(Task.current()) != null;
  }

  private void put(Task<?> task, Entry entry) {
    Entry before = contexts.put(task, entry);
    if (before != null) {
      before.by().entries--;
    }
    entries++;
  }

  @Override
  public void running(Task<?> task) {
    if (entries == 0 && spans.isOver()) {
      RunningKernel.Observation ends = observation;
      if (ends != null) {
        ends.close();
      }
    }
  }

  @Override
  public void ended(Task<?> task) {
    Entry entry = contexts.get(task);
    if (entry == null || entry.by() != this) {
      return;
    }
    contexts.remove(task);
    entries--;
    Span span = entry.span();
    if (span != null) {
      end(span, task);
    }
  }

  private static void end(Span span, Task<?> task) {
    switch (task.outcome().orElse(null)) {
      case Outcome.Failure<?>(Throwable cause) -> SpanEnds.failed(span, cause);
      case Outcome.Cancellation<?>(var cancelled) -> SpanEnds.cancelled(span, cancelled);
      case Outcome.Success<?> _ -> {}
      case null -> {}
    }
    span.end();
  }
}
