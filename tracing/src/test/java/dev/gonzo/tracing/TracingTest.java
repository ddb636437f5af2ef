package dev.gonzo.tracing;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.generator.Generator;
import dev.gonzo.kernel.Kernels;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The context and the spans of OpenTelemetry in tasks. */
@Timeout(300)
@Tag("realTime")
class TracingTest {
  private static final ContextKey<String> USER = ContextKey.named("user");

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final AtomicInteger started = new AtomicInteger();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exported))
                  .addSpanProcessor(new Started())
                  .build())
          .build();
  private final Tracing tracing = Tracing.of(sdk);

  /** Counts the spans that begin. */
  private final class Started implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      started.incrementAndGet();
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
      return false;
    }
  }

  @AfterEach
  void close() {
    sdk.close();
  }

  private SpanData span(String name) {
    List<SpanData> found =
        exported.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals(name))
            .toList();
    assertThat(found).as("spans named %s", name).hasSize(1);
    return found.getFirst();
  }

  @SuppressWarnings("MustBeClosedChecker") // the callers close it
  private static Scope as(String user) {
    return Context.current().with(USER, user).makeCurrent();
  }

  private static String user() {
    return String.valueOf(Context.current().get(USER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest", "none"})
  void each_task_has_its_own_context_after_each_suspension(String name) {
    Assumptions.assumeTrue(Kernels.whyUnavailable(name).isEmpty());
    var seen =
        Collections.synchronizedList(new ArrayList<String>()); // worker threads add to it too
    run(
        Kernels.of(name),
        () -> {
          var tasks = new ArrayList<Task<Void>>();
          try (var _ = as("main")) {
            for (int i = 0; i < 3; i++) {
              String own = "user" + i;
              tasks.add(
                  spawn(() -> {
                    seen.add(user());
                    try (var _ = as(own)) {
                      for (int turn = 0; turn < 3; turn++) {
                        yieldNow();
                        seen.add(user());
                        assertThat(user()).isEqualTo(own);
                        sleep(ofMillis(1));
                        assertThat(user()).isEqualTo(own);
                      }
                    }
                    assertThat(user()).isEqualTo("main");
                    runInThread(() -> assertThat(user()).isEqualTo("null"));
                    runInThread(Context.current().wrap(() -> seen.add("in a thread: " + user())));
                  }));
            }
            assertThat(user()).isEqualTo("main");
          }
          assertThat(user()).isEqualTo("null");
          tasks.forEach(Task::join);
          assertThat(user()).isEqualTo("null");
        });
    assertThat(seen).startsWith("main", "main", "main", "user0", "user1", "user2");
    assertThat(seen.stream().filter(one -> one.equals("in a thread: main"))).hasSize(3);
    assertThat(user()).isEqualTo("null");
  }

  @Test
  void a_generator_has_the_context_of_the_task_that_iterates_it() {
    run(() -> {
      var users =
          Generator.<String>of(out -> {
            while (true) {
              sleep(ofMillis(1));
              out.yield(user());
            }
          });
      try (users) {
        var iterator = users.iterator();
        try (var _ = as("first")) {
          assertThat(iterator.next()).isEqualTo("first");
        }
        try (var _ = as("second")) {
          assertThat(iterator.next()).isEqualTo("second");
        }
      }
    });
  }

  @Test
  void a_context_by_hand_makes_no_trap() {
    var coroutine =
        Coroutine.of(() -> {
          try (var _ = as("by hand")) {
            return user();
          }
        });
    assertThat(coroutine.send(null)).isEqualTo(new Step.Returned<>("by hand"));
  }

  @Test
  void a_scope_that_is_closed_out_of_order_changes_nothing() {
    run(() -> {
      Scope outer = as("outer");
      Scope inner = as("inner");
      outer.close();
      assertThat(user()).isEqualTo("inner");
      spawn(() -> inner.close()).join();
      assertThat(user()).isEqualTo("inner");
      inner.close();
      inner.close();
      assertThat(user()).isEqualTo("outer");
      outer.close();
      assertThat(user()).isEqualTo("null");
    });
  }

  @Test
  void spans_of_spawned_tasks_are_children_of_the_span_that_spawned_them() {
    run(() ->
        tracing.inSpan(
            "order",
            () -> {
              var price = spawn(() -> tracing.inSpan("price", () -> sleep(ofMillis(1))));
              var stock = spawn(() -> tracing.inSpan("stock", () -> sleep(ofMillis(1))));
              price.join();
              stock.join();
            }));
    assertThat(span("price").getParentSpanId()).isEqualTo(span("order").getSpanId());
    assertThat(span("stock").getParentSpanId()).isEqualTo(span("order").getSpanId());
    assertThat(span("order").getParentSpanId()).isEqualTo(SpanId.getInvalid());
    assertThat(span("order").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void a_span_says_what_its_code_has_thrown() {
    run(() -> {
      assertThatThrownBy(() ->
              tracing.inSpan(
                  "fails",
                  () -> {
                    throw new IOException("gone");
                  }))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() ->
              tracing.inSpan(
                  "late",
                  () ->
                      timeoutAfter(
                          ofMillis(1), () -> tracing.inSpan("inner", () -> sleep(ofHours(1))))))
          .isInstanceOf(DeadlineExceededException.class);
    });
    assertThat(span("fails").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span("fails").getEvents()).hasSize(1);
    assertThat(span("fails").getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo(IOException.class.getName());
    assertThat(span("inner").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span("inner").getAttributes().get(AttributeKey.stringKey("gonzo.cancelled")))
        .contains("PT0.001S");
    assertThat(span("late").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void the_main_task_has_the_context_that_it_is_given() {
    try (var _ = as("caller")) {
      Context caller = Context.current();
      run(() -> assertThat(user()).isEqualTo("null"));
      run(() -> Tracing.inContext(caller, () -> assertThat(user()).isEqualTo("caller")));
      assertThat(Tracing.inContext(Context.root(), TracingTest::user)).isEqualTo("null");
    }
  }

  @Test
  void a_task_without_a_span_is_in_the_span_of_the_task_that_spawned_it() {
    try (var _ = tracing.spanPerTask(task -> task.name().equals("request"))) {
      run(() ->
          // Neither asks for its context before it spawns.
          spawn(
                  "request",
                  () ->
                      spawn(
                              () -> {
                                spawn(() -> tracing.inSpan("deeper", () -> {})).join();
                                tracing.inSpan("db", () -> {});
                              })
                          .join())
              .join());
    }
    assertThat(span("db").getParentSpanId()).isEqualTo(span("request").getSpanId());
    assertThat(span("deeper").getParentSpanId()).isEqualTo(span("request").getSpanId());
    assertThat(span("request").getParentSpanId()).isEqualTo(SpanId.getInvalid());
  }

  @Test
  void a_task_that_two_want_has_one_span_and_that_ends() {
    try (var _ = tracing.spanPerTask(task -> task.name().equals("both"));
        var _ = tracing.spanPerTask(task -> !task.name().equals("neither"))) {
      run(() ->
          spawn(
                  "both",
                  () -> {
                    spawn("second", () -> tracing.inSpan("inside", () -> {})).join();
                    spawn("neither", () -> {}).join();
                  })
              .join());
    }
    assertThat(span("second").getParentSpanId()).isEqualTo(span("both").getSpanId());
    assertThat(span("inside").getParentSpanId()).isEqualTo(span("second").getSpanId());
    assertThat(span("both").getParentSpanId()).isEqualTo(span("main").getSpanId());
    assertThat(exported.getFinishedSpanItems()).hasSize(4);
    assertThat(started).hasValue(4);
  }

  @Test
  void a_choice_that_throws_makes_no_span() {
    var spans =
        tracing.spanPerTask(task -> {
          if (task.name().equals("throws")) {
            throw new IllegalStateException("a test's choice");
          }
          return task.name().equals("request");
        });
    try (spans) {
      run(() ->
          spawn("request", () -> spawn("throws", () -> tracing.inSpan("inside", () -> {})).join())
              .join());
    }
    assertThat(span("inside").getParentSpanId()).isEqualTo(span("request").getSpanId());
    assertThat(exported.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  void a_task_that_has_a_span_when_it_is_closed_keeps_it_for_what_it_spawns() {
    var spans = tracing.spanPerTask(task -> !task.name().equals("main"));
    run(() -> {
      var request =
          spawn(
              "request",
              () -> {
                sleep(ofMillis(1));
                spawn("late", () -> tracing.inSpan("inside", () -> {})).join();
              });
      yieldNow();
      spans.close();
      spans.close();
      request.join();
      spawn("afterwards", () -> {}).join();
    });
    assertThat(span("inside").getParentSpanId()).isEqualTo(span("request").getSpanId());
    assertThat(exported.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  void tasks_have_spans_on_request() {
    try (var _ = tracing.spanPerTask(task -> !task.name().equals("unseen"))) {
      run(() -> {
        var parent =
            spawn(
                "parent",
                () -> {
                  String own = Span.current().getSpanContext().getSpanId();
                  try (var _ = as("someone")) {
                    var child =
                        spawn(
                            "child",
                            () -> {
                              assertThat(user()).isEqualTo("someone");
                              tracing.inSpan("inside", () -> sleep(ofMillis(1)));
                              throw new IOException("fails");
                            });
                    var _ = child.awaitEnd();
                    spawn("unseen", () -> tracing.inSpan("seen", () -> {})).join();
                  }
                  assertThat(Span.current().getSpanContext().getSpanId()).isEqualTo(own);
                });
        parent.join();
        var slow = spawn("slow", () -> sleep(ofHours(1)));
        yieldNow();
        slow.cancel("not needed");
      });
    }
    assertThat(span("parent").getParentSpanId()).isEqualTo(span("main").getSpanId());
    assertThat(span("child").getParentSpanId()).isEqualTo(span("parent").getSpanId());
    assertThat(span("child").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span("inside").getParentSpanId()).isEqualTo(span("child").getSpanId());
    assertThat(span("seen").getParentSpanId()).isEqualTo(span("parent").getSpanId());
    assertThat(span("slow").getAttributes().get(AttributeKey.stringKey("gonzo.cancelled")))
        .isEqualTo("not needed");
    run(() -> spawn("afterwards", () -> {}).join());
    assertThat(exported.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .doesNotContain("afterwards");
  }
}
