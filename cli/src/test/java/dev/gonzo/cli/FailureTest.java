package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose main throws. */
@Tag("realTime")
class FailureTest {
  private static final String BROKEN =
      """
      void main() {
        try {
          parse("x");
        } catch (NumberFormatException e) {
          throw new IllegalStateException("no number", e);
        }
      }
      int parse(String text) {
        return Integer.parseInt(text);
      }
      """;

  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  @Test
  void the_stack_is_cut_to_what_the_user_wrote() throws Exception {
    var ended = shell.with("Broken.java", BROKEN).gonzo("run", "Broken.java");
    assertEquals(
        new Ended(
            1,
            "",
            """
            Exception in thread "main" java.lang.IllegalStateException: no number
            \tat Broken.main(Broken.java:5)
            \t... N frames of Gonzo and the JDK (--trace shows them)
            Caused by: java.lang.NumberFormatException: For input string: "x"
            \t... N frames of the JDK (--trace shows them)
            \tat Broken.parse(Broken.java:9)
            \tat Broken.main(Broken.java:3)
            \t... N frames of Gonzo and the JDK (--trace shows them)
            """),
        new Ended(ended.status(), ended.out(), ended.err().replaceAll("\\d+ frames", "N frames")));
  }

  @Test
  void trace_shows_everything() throws Exception {
    var ended = shell.with("Broken.java", BROKEN).gonzo("run", "--trace", "Broken.java");
    assertEquals(1, ended.status());
    assertTrue(
        ended.err().startsWith("Exception in thread \"main\" java.lang.IllegalStateException"));
    assertTrue(ended.err().contains("at java.base/java.lang.Integer.parseInt("), ended.err());
    assertTrue(ended.err().contains("at dev.gonzo.cli.Main.main("), ended.err());
  }

  @Test
  void a_failing_initialiser_or_constructor_is_shown_the_same_way() throws Exception {
    shell.with(
        "Broken.java",
        """
        class Broken {
          static final int N = Integer.parseInt("x");
          static void main() {}
        }
        """);
    var ended = shell.gonzo("run", "Broken.java");
    assertEquals(1, ended.status());
    assertTrue(
        ended
            .err()
            .startsWith("Exception in thread \"main\" java.lang.ExceptionInInitializerError"),
        ended.err());
    assertTrue(ended.err().contains("at Broken.<clinit>(Broken.java:2)"), ended.err());
    shell.with("Broken.java", "int n = Integer.parseInt(\"x\");\nvoid main() {}");
    var built = shell.gonzo("run", "Broken.java");
    assertTrue(built.err().contains("at Broken.<init>(Broken.java:1)"), built.err());
    assertTrue(!built.err().contains("InvocationTarget"), built.err());
  }

  @Test
  void other_threads_fail_as_they_do_with_java() throws Exception {
    shell.with(
        "Broken.java",
        """
        void main() throws Exception {
          var thread = new Thread(() -> Integer.parseInt("x"), "other");
          thread.start();
          thread.join();
        }
        """);
    var ended = shell.gonzo("run", "Broken.java");
    assertEquals(0, ended.status());
    assertTrue(ended.err().startsWith("Exception in thread \"other\" java.lang.Number"));
    assertTrue(ended.err().contains("at java.base/java.lang.Integer.parseInt("), ended.err());
  }

  @Test
  void a_handler_that_the_program_sets_is_used() throws Exception {
    shell.with(
        "Broken.java",
        """
        void main() {
          Thread.setDefaultUncaughtExceptionHandler((_, e) -> IO.println("seen " + e.getMessage()));
          throw new IllegalStateException("boom");
        }
        """);
    assertEquals(new Ended(1, "seen boom\n", ""), shell.gonzo("run", "Broken.java"));
  }

  @Test
  void a_cancellation_that_leaves_main_is_shown_like_any_other_failure() throws Exception {
    shell.with(
        "Cancelling.java",
        """
        import static dev.gonzo.Gonzo.*;
        void main() {
          run(() -> {
            dev.gonzo.Task.current().requestCancel("the licence has expired");
            checkpoint();
          });
        }
        """);
    var ended = shell.gonzo("run", "Cancelling.java");
    assertEquals(1, ended.status());
    assertTrue(
        ended
            .err()
            .startsWith(
                "Exception in thread \"main\" dev.gonzo.Cancelled: the licence has expired"),
        ended.err());
    assertTrue(ended.err().contains("Cancelling.java:5"), ended.err());
  }
}
