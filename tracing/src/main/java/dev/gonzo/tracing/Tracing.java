package dev.gonzo.tracing;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.InPlace;
import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Spans of OpenTelemetry around code that may suspend.
 *
 * <pre>{@code
 * var tracing = Tracing.of(openTelemetry);
 *
 * Order order = tracing.inSpan("order", () -> {
 *   Task<Price> price = spawn(() -> price(id));   // its spans are children of this one
 *   return new Order(id, price.join());
 * });
 * }</pre>
 *
 * <p>With this module on the path, {@code Context.current()} is that of the calling task, after
 * each suspension too, and a spawned task begins with the context of the code that spawned it.
 */
public final class Tracing {
  private static final String SCOPE = "dev.gonzo";

  private final Tracer tracer;

  private Tracing(Tracer tracer) {
    this.tracer = tracer;
  }

  /**
   * {@return tracing with a tracer named {@code dev.gonzo}}
   *
   * @param openTelemetry makes the tracer
   */
  public static Tracing of(OpenTelemetry openTelemetry) {
    return of(openTelemetry.getTracer(SCOPE));
  }

  /**
   * {@return tracing with a tracer}
   *
   * @param tracer makes the spans
   */
  public static Tracing of(Tracer tracer) {
    return new Tracing(Objects.requireNonNull(tracer));
  }

  /**
   * Runs code in a new span, which is a child of the current one and is the current one meanwhile.
   * An exception is recorded in the span, which then has the status of an error. A cancellation is
   * no error: the span has its reason as the attribute {@code gonzo.cancelled}.
   *
   * <p>Suspends where the body does. Also works in an ordinary thread.
   *
   * @param name the name of the span
   * @param body the code to run; {@code Span.current()} is the span
   * @param <T> the type of the result
   * @param <X> the type of exception that the body throws
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  public <T extends @Nullable Object, X extends Exception> T inSpan(
      String name, @InPlace AsyncCallable<T, X> body) throws X {
    Span span = tracer.spanBuilder(name).startSpan();
    try (Scope _ = Context.current().with(span).makeCurrent()) {
      return body.call();
    } catch (Throwable thrown) {
      SpanEnds.threw(span, thrown);
      throw thrown;
    } finally {
      span.end();
    }
  }

  /**
   * Equivalent to {@link #inSpan(String, AsyncCallable)}, for a body that returns nothing.
   *
   * @param name the name of the span
   * @param body the code to run
   * @param <X> the type of exception that the body throws
   * @throws X if the body throws it
   */
  @Async
  public <X extends Exception> void inSpan(String name, @InPlace AsyncRunnable<X> body) throws X {
    this.<@Nullable Void, X>inSpan(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Runs code with a context as the current one. For the main task of a kernel, which does not
   * inherit the context of the thread that calls {@code run}, and for work that another thread
   * brings.
   *
   * <pre>{@code
   * Context caller = Context.current();
   * run(() -> Tracing.inContext(caller, this::program));
   * }</pre>
   *
   * <p>Suspends where the body does. Also works in an ordinary thread.
   *
   * @param context the context
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that the body throws
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T inContext(
      Context context, @InPlace AsyncCallable<T, X> body) throws X {
    try (Scope _ = context.makeCurrent()) {
      return body.call();
    }
  }

  /**
   * Equivalent to {@link #inContext(Context, AsyncCallable)}, for a body that returns nothing.
   *
   * @param context the context
   * @param body the code to run
   * @param <X> the type of exception that the body throws
   * @throws X if the body throws it
   */
  @Async
  public static <X extends Exception> void inContext(
      Context context, @InPlace AsyncRunnable<X> body) throws X {
    try (Scope _ = context.makeCurrent()) {
      body.run();
    }
  }

  /**
   * Makes a span for each task of the kernels that start from now on, with the name of the task,
   * from its spawn to its end. It is a child of the span that was current where the task was
   * spawned, and the current one in the task. A program with many short tasks wants only some of
   * them; code of the others is in the span of the task that spawned them. A kernel that runs when
   * this is called gets no spans. If two are open at once, a task that both want has one span,
   * which the first makes. Not async: for any thread; never suspends.
   *
   * @param wanted which tasks have spans; called on the kernel's thread, must be quick and must not
   *     make traps. If it throws, the task has no span; the first exception of a kernel is logged
   * @return stops making spans when it is closed; tasks that have one keep it until they end, and
   *     their kernel is observed until then
   */
  public RunningKernel.Observation spanPerTask(Predicate<? super Task<?>> wanted) {
    return TaskSpans.begin(tracer, Objects.requireNonNull(wanted));
  }
}
