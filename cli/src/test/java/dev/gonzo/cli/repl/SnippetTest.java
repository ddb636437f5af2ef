package dev.gonzo.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session makes of snippets: they share one session, as those of a user do. */
@Tag("realTime")
class SnippetTest {
  private static TestSession session;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    session = new TestSession();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void values_are_shown_as_in_jshell() {
    assertEquals("text ==> \"a\\nb\"", session.take("var text = \"a\\nb\""));
    assertTrue(session.take("6 * 7").matches("\\$\\d+ ==> 42"));
    assertEquals("numbers ==> int[2] { 1, 2 }", session.take("int[] numbers = {1, 2}"));
    assertEquals("", session.take("if (numbers.length > 5) numbers[0]++;"));
    assertEquals(
        "|  created method twice(int)", session.take("int twice(int n) { return 2 * n; }"));
    assertEquals(
        "|  replaced method twice(int)", session.take("int twice(int n) { return n + n; }"));
    assertEquals("|  created record Point", session.take("record Point(int x, int y) {}"));
  }

  @Test
  void an_error_is_shown_with_a_mark_under_the_fault() {
    assertEquals(
        """
        |  Error:
        |  incompatible types: java.lang.String cannot be converted to int
        |  int wrong = "a" + 1;
        |              ^-----^\
        """,
        session.take("int wrong = \"a\" + 1;"));
  }

  @Test
  void a_method_may_be_defined_before_what_it_uses() {
    assertEquals(
        "|  created method early(), however, it cannot be invoked until method late() is declared",
        session.take("int early() { return late(); }"));
    assertEquals(
        "|  attempted to use method early(), which needs method late() is declared",
        session.take("early()"));
    session.take("int late() { return 9; }");
    assertTrue(session.take("early()").endsWith("==> 9"));
  }

  @Test
  void a_failure_names_lines_of_snippets() {
    session.take(
        """
        void fail(int n) {
          if (n == 0) throw new IllegalStateException("deep");
          fail(n - 1);
        }
        """);
    String shown = session.take("fail(1)");
    assertTrue(shown.startsWith("|  Exception java.lang.IllegalStateException: deep\n"), shown);
    assertTrue(shown.matches("(?s).*at fail \\(#\\d+:2\\)\n.*at fail \\(#\\d+:3\\)\n.*"), shown);
    assertTrue(shown.matches("(?s).*at \\(#\\d+:1\\)\n.*"), shown);
  }

  @Test
  void a_task_runs_on_between_snippets_and_its_value_is_awaited() {
    session.take("var go = Event.of()");
    session.take("var slow = spawn(\"slow\", () -> { go.await(); return \"done\"; })");
    String tasks;
    do {
      tasks = session.take("/tasks");
      assertTrue(tasks.contains("slow "), tasks);
    } while (!tasks.contains("slow suspended at WaitOn")); // it may not have come so far
    session.take("go.set()");
    assertTrue(session.take("slow.join()").endsWith("==> \"done\""));
    do {
      tasks = session.take("/tasks");
    } while (!tasks.equals("|  no tasks")); // the task of a snippet ends after its value is there
  }

  @Test
  void a_task_without_a_result_can_be_kept_in_a_variable() {
    String shown = session.take("var nothing = spawn(\"nothing\", () -> { checkpoint(); })");
    assertTrue(shown.startsWith("nothing ==> Task[nothing"), shown);
  }

  @Test
  void a_task_sees_types_of_later_snippets() {
    session.take("var mail = Queue.<Object>bounded(1)");
    session.take(
        """
        var reader = spawn("reader", () -> {
          var item = mail.get();
          var loaded = Thread.currentThread().getContextClassLoader()
              .loadClass(item.getClass().getName());
          return item + " " + (loaded == item.getClass());
        })
        """);
    session.take("record Late(int n) {}");
    session.take("mail.put(new Late(3))");
    assertTrue(
        session.take("reader.join()").endsWith("==> \"Late[n=3] true\""),
        session.shown()::toString);
  }

  @Test
  void a_task_that_fails_in_the_background_is_reported_with_its_place() throws Exception {
    session.take(
        "spawn(\"bad\", () -> { checkpoint(); throw new IllegalStateException(\"lost\"); })");
    session.await(line -> line.contains("task bad failed: java.lang.IllegalStateException: lost"));
    session.await(line -> line.matches("\\|\\s+at lambda \\(#\\d+:1\\)"));
  }

  @Test
  void the_failure_of_a_task_is_not_reported_if_it_is_joined() throws Exception {
    session.take(
        """
        {
          var poor = spawn("poor", () -> { checkpoint(); throw new Error("once"); });
          poor.awaitEnd();
        }
        """);
    session.take("spawn(\"last\", () -> { throw new Error(\"twice\"); })");
    session.await(line -> line.contains("task last failed")); // reports come in order
    assertTrue(
        session.shown().stream().noneMatch(line -> line.contains("task poor failed")),
        session.shown()::toString);
  }

  @Test
  void the_value_of_a_variable_may_suspend_when_it_is_shown() {
    session.take("Supplier<String> slowly = () -> { sleep(ofMillis(1)); return \"slowly\"; }");
    session.take("class Slow { public String toString() { return slowly.get(); } }");
    assertEquals("waits ==> slowly", session.take("Object waits = new Slow()"));
    assertTrue(session.take("/vars").contains("Object waits = slowly"));
  }

  @Test
  void what_is_certainly_wrong_with_async_calls_is_refused_as_by_gonzo_run() {
    String shown =
        session.take("class Bad { public String toString() { sleep(ofMillis(1)); return \"\"; } }");
    assertTrue(shown.contains("sleep() suspends in toString()"), shown);
  }

  @Test
  void control_characters_of_values_do_not_reach_a_terminal() {
    String shown =
        session.take(
            "Object hostile = new Object() { public String toString() { return \"\\033[2J\"; } }");
    assertEquals("hostile ==> \\u001b[2J", shown);
  }

  @Test
  void code_with_checks_in_it_still_works() {
    session.take(
        """
        sealed interface Shape permits Circle, Square {}
        """);
    session.take("record Circle(double r) implements Shape {}");
    session.take("record Square(double s) implements Shape {}");
    session.take(
        """
        double area(boolean round) {
          Shape shape = round ? new Circle(1) : new Square(2);
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            do {
              sum += switch (shape) {
                case Circle(var r) -> r;
                case Square(var s) -> s * s;
              };
            } while (sum < 0);
          }
          return sum;
        }
        """);
    assertTrue(session.take("area(true)").endsWith("==> 3.0"));
    assertTrue(session.take("area(false)").endsWith("==> 12.0"));
  }

  @Test
  void a_script_is_opened_and_the_snippets_in_force_are_saved() throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("in.jsh"),
            """
            // a comment
            int opened =
                17;
            /vars
            int half(int n) {
              return n / 2;
            }
            """);
    assertTrue(session.take("/open " + script).contains("|    int opened = 17"));
    assertTrue(session.take("half(opened)").endsWith("==> 8"));
    Path saved = directory.resolve("out.jsh");
    assertEquals("", session.take("/save " + saved));
    assertTrue(Files.readString(saved).contains("int half(int n) {\n  return n / 2;\n}"));
    assertTrue(session.take("/open missing.jsh").contains("there is no file missing.jsh"));
  }

  @Test
  void a_snippet_is_listed_and_dropped_by_its_name() {
    session.take("int shortLived = 1");
    assertTrue(session.take("/list shortLived").matches("\\s*\\d+ : int shortLived = 1;?"));
    assertEquals("|  dropped shortLived", session.take("/drop shortLived"));
    assertTrue(session.take("shortLived").contains("cannot find symbol"));
  }

  @Test
  void a_command_may_be_shortened_while_it_is_clear() {
    assertTrue(session.take("/im").contains("|    import static dev.gonzo.Gonzo.*"));
    assertEquals("|  /s may be /sockets or /save; type one more letter", session.take("/s"));
    assertEquals("|  there is no command /nothing; /help lists them", session.take("/nothing"));
    assertTrue(session.take("/help where").contains("/where TASK"));
  }

  @Test
  void files_that_are_read_and_written_in_steps_are_listed() {
    session.take("import dev.gonzo.trap.*");
    session.take(
        """
        var read = (FileTrap.WholeRead.InSteps<Integer>)
            Coroutine.trap(new FileTrap.ReadWhole<>(Path.of("/proc/self/status"), 0, _ -> 1))
        """);
    session.take(
        """
        var written = Coroutine.trap(new FileTrap.WriteWhole(
            Path.of("/dev/null"), Set.of(StandardOpenOption.WRITE), new byte[64 << 20]))
        """);
    String shown = session.take("/sockets");
    assertTrue(shown.contains("the file /proc/self/status, opened by"), shown);
    assertTrue(shown.contains("the file /dev/null, opened by"), shown);
    session.take("Coroutine.trap(new FileTrap.CloseFile(read.file()))");
    session.take("Coroutine.trap(new FileTrap.CloseFile(written.orElseThrow()))");
    assertTrue(session.take("/sockets").contains("nothing is open"));
  }

  @Test
  void sockets_are_listed_with_their_addresses() {
    session.take("var door = Tcp.listen(\"127.0.0.1\", 0)");
    String shown = session.take("/sockets");
    assertTrue(shown.matches("(?s).*a listener, at /127.0.0.1:\\d+, opened by #\\d+.*"), shown);
    session.take("door.close()");
    assertTrue(session.take("/sockets").contains("nothing is open"));
  }
}
