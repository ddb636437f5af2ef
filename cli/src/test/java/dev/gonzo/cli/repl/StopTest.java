package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Ctrl-C and {@code /cancel} end, and what they leave alone. */
@Tag("realTime")
class StopTest {
  private static final int LIMIT_SECONDS = 60;

  private static TestSession session;

  @BeforeAll
  static void open() {
    session = new TestSession();
    session.take("import java.util.concurrent.atomic.*");
    session.take("var begun = new AtomicInteger()");
  }

  @AfterAll
  static void close() {
    session.close();
  }

  /** Takes a block that does not end, interrupts it when it has begun, and waits for its end. */
  private static Session.Next interrupted(String block) throws Exception {
    return interruptedWhenBegun("{ dev.gonzo.cli.repl.Begun.now(); " + block + " }");
  }

  private static Session.Next interruptedWhenBegun(String snippet) throws Exception {
    var taken = session.takeLater(snippet);
    Begun.await();
    session.session().interrupt();
    try {
      return taken.get(LIMIT_SECONDS, SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(session.shown() + session.take("/tasks"), late);
    }
  }

  @Test
  void a_snippet_that_waits_is_cancelled_and_tasks_in_the_background_are_not() throws Exception {
    session.take("var background = spawn(\"background\", () -> { sleep(ofSeconds(1000)); })");
    assertEquals(Session.Next.FAILED, interrupted("sleep(ofSeconds(1000));"));
    assertEquals("|  Cancelled.", session.shown().getLast());
    assertTrue(session.take("/tasks").contains("background suspended at Sleep"));
    assertEquals("|  background has ended", session.take("/cancel background"));
  }

  @Test
  void a_loop_without_a_checkpoint_is_named_and_stopped_and_its_clean_up_runs() throws Exception {
    session.take("var cleaned = new AtomicInteger()");
    assertEquals(
        Session.Next.FAILED,
        interrupted("try { while (true) {} } finally { sleep(ofMillis(1)); cleaned.set(1); }"));
    session.await(line ->
        // It may be seen in the checkpoint that was put into it.
        line.matches(
            "\\|  it computes without a checkpoint.*: #\\d+ running, (\\(#\\d+:1\\)|.*Stop.*)"));
    assertTrue(session.take("cleaned.get()").endsWith("==> 1"));
  }

  @Test
  void a_loop_without_a_checkpoint_is_named_by_the_watchdog() throws Exception {
    var reports = new LinkedBlockingQueue<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord report) {
            reports.add(report.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var logger = Logger.getLogger("dev.gonzo");
    logger.addHandler(handler);
    try {
      var taken = session.takeLater("for (int spins = 0; ; ) spins++;");
      String report = reports.poll(LIMIT_SECONDS, SECONDS);
      session.session().interrupt();
      assertEquals(Session.Next.FAILED, taken.get(LIMIT_SECONDS, SECONDS));
      assertTrue(
          report != null && report.matches("(?s)task #\\d+ has kept its kernel busy.*"), report);
      String shown = session.session().translated(report);
      assertTrue(shown.matches("(?s).*at \\(#\\d+:1\\)\n.*"), shown);
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void a_loop_that_swallows_everything_is_stopped() throws Exception {
    session.take("void work() {}");
    assertEquals(
        Session.Next.FAILED,
        interrupted("while (true) { try { work(); } catch (Throwable all) {} }"));
    assertTrue(session.take("1 + 1").endsWith("==> 2"));
  }

  @Test
  void a_recursion_without_a_checkpoint_is_stopped() throws Exception {
    session.take("long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }");
    assertEquals(Session.Next.FAILED, interrupted("fib(1000);"));
    assertTrue(session.take("fib(10)").endsWith("==> 55"));
  }

  @Test
  void a_loop_in_another_thread_is_stopped() throws Exception {
    assertEquals(
        Session.Next.FAILED,
        interruptedWhenBegun(
            "runInThread(() -> { dev.gonzo.cli.repl.Begun.now(); while (true) {} })"));
    assertTrue(session.take("1 + 1").endsWith("==> 2"));
  }

  @Test
  void a_task_in_the_background_that_keeps_the_kernel_busy_is_named_and_cancelled()
      throws Exception {
    session.take(
        """
        spawn("spin", () -> {
          while (begun.get() == 0) yieldNow();
          dev.gonzo.cli.repl.Begun.now();
          while (true) {}
        })
        """);
    var taken = session.takeLater("{ begun.set(1); yieldNow(); }");
    Begun.await();
    session.session().interrupt();
    assertEquals(Session.Next.FAILED, taken.get(LIMIT_SECONDS, SECONDS));
    session.await(line -> line.contains("task spin keeps the kernel busy"));
    String shown = session.take("/cancel spin");
    assertTrue(shown.contains("it computes without a checkpoint"), shown);
    assertTrue(shown.endsWith("|  spin has ended"), shown);
    assertTrue(session.take("1 + 1").endsWith("==> 2"));
  }

  @Test
  void an_unknown_task_is_refused_with_advice() {
    assertEquals(
        "|  no task that runs is called missing; /tasks lists them",
        session.take("/cancel missing"));
    assertTrue(session.take("/where").contains("which task? /where NAME"));
  }

  @Test
  void tasks_of_one_name_are_told_apart_by_their_numbers() throws Exception {
    session.take(
        """
        for (int i = 0; i < 2; i++) spawn("twin", () -> {
          dev.gonzo.cli.repl.Begun.now();
          sleep(ofSeconds(1000));
        })
        """);
    Begun.await();
    Begun.await();
    String shown = session.take("/where twin");
    assertTrue(shown.matches("\\|  2 tasks are called twin; use a number: \\d+, \\d+"), shown);
    String first = shown.replaceAll(".*: (\\d+), .*", "$1");
    String second = shown.replaceAll(".*, ", "");
    assertTrue(session.take("/where " + first).contains("at lambda (#"));
    assertEquals("|  twin has ended", session.take("/cancel " + first));
    assertEquals("|  twin has ended", session.take("/cancel " + second));
  }
}
