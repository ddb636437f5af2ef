package dev.gonzo.tracing;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A span for each task, from its spawn to its end, as a child of the span that spawned it. */
final class TaskSpans implements Activation {
  private static final ContextOfTask CONTEXTS = new ContextOfTask();

  private static volatile boolean isUsed;

  private final Tracer tracer;
  private final Predicate<? super Task<?>> wanted;
  private volatile boolean isOver;

  private TaskSpans(Tracer tracer, Predicate<? super Task<?>> wanted) {
    this.tracer = tracer;
    this.wanted = wanted;
  }

  static RunningKernel.Observation begin(Tracer tracer, Predicate<? super Task<?>> wanted) {
    isUsed = true;
    var spans = new TaskSpans(tracer, wanted);
    RunningKernel.Observation starts = Kernels.whenStarted(kernel -> kernel.observe(spans));
    return () -> {
      starts.close();
      spans.isOver = true;
    };
  }

  /** Whether any task may have a span of its own. */
  static boolean areUsed() {
    return isUsed;
  }

  /** The context with the span of a task; null if it has none. */
  static @Nullable Context contextOf(Task<?> task) {
    return CONTEXTS.get(task);
  }

  /** On the stack of the task that spawns it, if one does. */
  @Override
  public void created(Task<?> task) {
    if (!isOver && wanted.test(task)) {
      Context parent = Context.current();
      Span span =
          tracer
              .spanBuilder(task.name())
              .setSpanKind(SpanKind.INTERNAL)
              .setParent(parent)
              .setAttribute("gonzo.task.id", task.id())
              .startSpan();
      CONTEXTS.put(task, parent.with(span));
    }
  }

  @Override
  public void ended(Task<?> task) {
    Context context = CONTEXTS.remove(task);
    if (context != null) {
      Span span = Span.fromContext(context);
      switch (task.outcome().orElse(null)) {
        case Outcome.Failure<?>(Throwable cause) -> SpanEnds.failed(span, cause);
        case Outcome.Cancellation<?>(var cancelled) -> SpanEnds.cancelled(span, cancelled);
        case Outcome.Success<?> _ -> {}
        case null -> {}
      }
      span.end();
    }
  }
}
