package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A coroutine that is garbage-collected without having been driven is reported, and no other one.
 * In JVMs of their own: here, coroutines of other tests may be reported at any time.
 */
@Tag("realTime")
class CoroutineDropReportTest {
  private static final String NEVER_DRIVEN = "a coroutine was never driven";

  private static Coroutine<String> coroutine() {
    return Coroutine.of(() -> {
      Coroutine.trap(new YieldTurn());
      return "done";
    });
  }

  /** In a separate method, so that no local variable holds it afterwards. */
  private static void drop() {
    var _ = coroutine();
  }

  private static void driveInEveryWay() {
    coroutine().send(null);
    coroutine().trySend(null);
    coroutine().raise(new Exception("raised"));
    coroutine().close();
    Gonzo.run(() -> {
      Gonzo.await(coroutine());
      Gonzo.spawn(coroutine()).join();
    });
  }

  /** Drops two, and drives others between them; prints what was reported. */
  static final class Dropping {
    public static void main(String[] arguments) {
      try (var log = new LogCapture()) {
        drop();
        log.collectUntil(1, NEVER_DRIVEN);
        driveInEveryWay();
        drop();
        log.collectUntil(2, NEVER_DRIVEN);
        log.records().forEach(record -> System.out.println(record.getMessage()));
      }
    }
  }

  @Test
  // docs/edges.md: rule 5, H11
  void only_one_that_is_dropped_is_reported_and_once() throws Exception {
    var ended = ChildJvm.run(Dropping.class);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .hasSize(2)
        .allSatisfy(message ->
            assertThat(message)
                .contains("a coroutine was never driven: await it, spawn it or send to it")
                .contains("-Dgonzo.debug=true shows where it was created"));
  }

  @Test
  void under_debug_the_report_tells_where_it_was_made() throws Exception {
    var ended = ChildJvm.run(Dropping.class, "-Dgonzo.debug=true");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("it was created at ")
        .contains("CoroutineDropReportTest.coroutine(CoroutineDropReportTest.java:");
  }

  @Test
  // docs/edges.md: B11
  void an_abandoned_coroutine_that_is_suspended_can_be_collected() {
    var abandoned = new WeakReference<>(suspended());
    Threads.await(
        "it is collected",
        () -> {
          System.gc();
          return abandoned.get() == null;
        });
  }

  private static Coroutine<String> suspended() {
    var coroutine = coroutine();
    coroutine.send(null);
    return coroutine;
  }
}
