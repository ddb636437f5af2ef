package dev.gonzo.tracing;

import dev.gonzo.Cancelled;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** How a span says what its code has thrown. */
final class SpanEnds {
  private SpanEnds() {}

  static void threw(Span span, Throwable thrown) {
    if (thrown instanceof Cancelled cancelled) {
      cancelled(span, cancelled);
    } else {
      failed(span, thrown);
    }
  }

  static void failed(Span span, Throwable failure) {
    span.recordException(failure);
    span.setAttribute("error.type", failure.getClass().getName());
    span.setStatus(StatusCode.ERROR);
  }

  /** A cancellation is no error of the code that it ends. */
  static void cancelled(Span span, Cancelled cancelled) {
    span.setAttribute("gonzo.cancelled", cancelled.reason());
  }
}
