package dev.gonzo.tracing;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans for the tasks of the kernels that start, until it is closed. Any thread may use it.
 */
final class TaskSpans implements RunningKernel.Observation {
  private static final ContextOfTask CONTEXTS = new ContextOfTask();

  private static volatile boolean isUsed;

  private final Tracer tracer;
  private final Predicate<? super Task<?>> wanted;
  private volatile RunningKernel.@Nullable Observation starts;
  private volatile boolean isOver;

  private TaskSpans(Tracer tracer, Predicate<? super Task<?>> wanted) {
    this.tracer = tracer;
    this.wanted = wanted;
  }

  static RunningKernel.Observation begin(Tracer tracer, Predicate<? super Task<?>> wanted) {
    isUsed = true;
    var spans = new TaskSpans(tracer, wanted);
    spans.starts = Kernels.whenStarted(kernel -> KernelSpans.begin(kernel, spans, CONTEXTS));
    return spans;
  }

  /** Whether any task may have a span of its own. */
  static boolean areUsed() {
    return isUsed;
  }

  /** The context that a task begins with; null if it is the one that it has inherited. */
  static @Nullable Context contextOf(Task<?> task) {
    ContextOfTask.Entry entry = CONTEXTS.get(task);
    return entry == null ? null : entry.context();
  }

  /** Whether no more spans are made. */
  boolean isOver() {
    return isOver;
  }

  boolean isWanted(Task<?> task) {
    return wanted.test(task);
  }

  Span start(Task<?> task, Context parent) {
    return tracer
        .spanBuilder(task.name())
        .setSpanKind(SpanKind.INTERNAL)
        .setParent(parent)
        .setAttribute("gonzo.task.id", task.id())
        .startSpan();
  }

  @Override
  public void close() {
    isOver = true;
    RunningKernel.Observation listening = starts;
    if (listening != null) {
      listening.close();
    }
  }
}
