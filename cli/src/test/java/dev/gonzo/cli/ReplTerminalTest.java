package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gonzo repl} at a terminal. */
@Tag("realTime")
@Tag("long") // the engine and the pipe are tested each time
class ReplTerminalTest {
  @TempDir Path directory;

  private Screen repl() throws Exception {
    var command = new GonzoProcess(directory).command("repl");
    var screen = Screen.open(directory, command, directory);
    screen.awaitLast("gonzo> ?");
    return screen;
  }

  @Test
  void a_session_of_a_user() throws Exception {
    try (var screen = repl()) {
      screen.enter("int twice(int n) {"); // needs more lines
      screen.awaitLast("  \\.\\.\\.> ?");
      screen.enter("return 2 * n; }");
      screen.awaitLine("\\|  created method twice\\(int\\)");
      screen.type("twi");
      screen.press("Tab");
      screen.awaitLast("gonzo> twice\\(?");
      screen.press("C-u");
      screen.enter("twice(21)");
      screen.awaitLine("\\$1 ==> 42");

      // What a task prints appears above the prompt, and leaves alone what is being typed.
      screen.enter("var go = Event.of()");
      screen.awaitLine("go ==> .*");
      screen.enter(
          "spawn(\"talker\", () -> { while (true) { IO.println(\"said\"); sleep(ofSeconds(1)); } })");
      screen.awaitLine("\\$2 ==> .*talker.*");
      screen.type("half a li");
      screen.awaitLast("gonzo> half a li");
      long before = screen.lines().stream().filter("said"::equals).count();
      var lines =
          screen.await(shown ->
              shown.stream().filter("said"::equals).count() > before
                  && shown.getLast().equals("gonzo> half a li"));
      assertFalse(lines.stream().anyMatch(line -> line.contains("saidgonzo")), lines::toString);

      // Ctrl-C at the prompt takes the line away; in a snippet, it cancels that one only.
      screen.press("C-c");
      screen.awaitLast("gonzo> ?");
      screen.enter("{ IO.println(\"begun\"); sleep(ofSeconds(1000)); }");
      screen.awaitLine("begun");
      screen.press("C-c");
      screen.awaitLine("\\|  Cancelled\\.");
      screen.enter("/tasks");
      screen.awaitLine("\\|  talker suspended at Sleep, lambda \\(#\\d+:1\\)");

      screen.press("C-d");
      var end = screen.awaitLast("status 0");
      assertTrue(end.contains("|  cancelled talker"), end::toString);
    }
    Path history = directory.resolve(".config/gonzo/repl-history");
    assertTrue(Files.readString(history).contains("twice(21)"));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
  }

  @Test
  @Tag("long")
  void ctrl_c_again_ends_a_session_whose_snippet_does_not_end() throws Exception {
    try (var screen = repl()) {
      screen.enter(
          "{ IO.println(\"begun\"); try { sleep(ofSeconds(1000)); } finally { sleep(ofSeconds(1000)); } }");
      screen.awaitLine("begun");
      screen.press("C-c");
      screen.awaitLine("\\|  it has not ended yet: #1 suspended at Sleep.*");
      screen.press("C-c");
      screen.awaitLast("status 0");
    }
  }

  @Test
  void ctrl_c_twice_at_the_prompt_ends_the_session_and_once_never_does() throws Exception {
    try (var screen = repl()) {
      for (int i = 1; i <= 10; i++) {
        screen.press("C-c");
        awaitHints(screen, i);
        screen.type("text");
        screen.awaitLast("gonzo> text");
        screen.press("C-c");
        screen.awaitLast("gonzo> ?");
      }
      screen.press("C-c");
      awaitHints(screen, 11);
      screen.press("C-c");
      screen.awaitLast("status 130");
    }
  }

  /** Waits for a prompt below a number of hints: the next key is for that prompt. */
  private static void awaitHints(Screen screen, int count) throws Exception {
    String hint = "|  Ctrl-C again, or Ctrl-D, ends the session.";
    var _ =
        screen.await(lines ->
            lines.getLast().matches("gonzo> ?")
                && lines.stream().filter(hint::equals).count() == count);
  }
}
