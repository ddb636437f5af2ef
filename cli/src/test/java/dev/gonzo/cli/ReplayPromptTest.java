package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompt of gonzo replay, through a pipe. */
@Tag("realTime")
class ReplayPromptTest {
  /** Two tasks that lose an update, in an order that is always the same. */
  private static final String RACE =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.*;

      class Account {
        long balance;
        final String password = "hunter2";
        final List<String> names = List.of("a\\u001b[2Jb");
        final Map<String, Integer> marks = new HashMap<>(Map.of("one", 1));
        int[] numbers = {4, 5, 6};
      }

      final Account account = new Account();

      void main() throws Exception {
        run(() -> {
          Moment began = Moment.now();
          try (var group = TaskGroup.open()) {
            group.spawn("ann", () -> pay(100));
            group.spawn("bob", () -> pay(200));
            group.join();
          }
          sleep(Duration.ofMillis(1));
          IO.println("the account has " + account.balance + " after " + Moment.now().since(began));
        });
      }

      void pay(long amount) {
        long before = account.balance;
        yieldNow();
        account.balance = before + amount;
      }
      """;

  @TempDir static Path directory;
  private static GonzoProcess shell;
  private static String printed;

  @BeforeAll
  static void record() throws Exception {
    shell = new GonzoProcess(directory).with("Race.java", RACE);
    Ended recorded = shell.gonzo("record", "--output", "race.recording", "Race.java");
    assertEquals(0, recorded.status(), recorded.err());
    printed = recorded.out();
  }

  private static Ended session(List<String> options, String... commands) throws Exception {
    var words = new java.util.ArrayList<>(List.of("replay", "race.recording"));
    words.addAll(options);
    return shell.gonzoReading(
        String.join("\n", commands) + "\n", words.toArray(String[]::new));
  }

  private static void shows(String expected, String... commands) throws Exception {
    assertEquals(new Ended(0, expected, ""), session(List.of("--prompt"), commands));
  }

  @Test
  void it_steps_and_goes_back() throws Exception {
    shows(
        """
        event 1 of 46: main#0  is created
        1> to 4
        event 4 of 46: main#0  = 0.
        """,
        "to 4");
  }

  @Test
  void the_write_that_lost_an_update_is_found_by_going_back() throws Exception {
    shows(
        """
        x
        """,
        "break Race.java:31",
        "continue",
        "watch account.balance",
        "continue",
        "continue",
        "vars",
        "continue",
        "watch back",
        "watch back",
        "back",
        "tasks",
        "delete 1",
        "delete 2",
        "continue",
        "back");
  }

  @Test
  void breaks_at_traps_and_tasks_are_found_in_both_directions() throws Exception {
    shows(
        """
        x
        """,
        "break YieldTurn",
        "break bob",
        "breaks",
        "continue",
        "continue",
        "continue back",
        "continue back",
        "events");
  }

  @Test
  void variables_are_shown_without_secrets_and_control_characters() throws Exception {
    shows(
        """
        x
        """,
        "break Race.java:30",
        "continue",
        "vars",
        "print account",
        "print account.names",
        "print account.numbers[1]",
        "print account.marks",
        "print amount",
        "print this.account.password",
        "stack",
        "vars main 0");
  }

  @Test
  void a_mistake_is_explained_and_the_session_goes_on() throws Exception {
    Ended ended =
        session(
            List.of("--prompt"),
            "jump",
            "to x",
            "to 1000",
            "step",
            "back 1000",
            "break Nothing",
            "delete 3",
            "print a + b",
            "print account.none",
            "watch before",
            "continue sideways",
            "continue back",
            "watch back",
            "task zoe",
            "data");
    assertEquals("x", ended.out());
    assertEquals(1, ended.status());
  }

  @Test
  void a_stop_does_not_move_time() throws Exception {
    shows(
        """
        x
        """.formatted(printed.strip()),
        "break Race.java:31",
        "continue",
        "continue",
        "delete 1",
        "continue");
  }

  @Test
  void options_say_where_the_prompt_begins() throws Exception {
    assertEquals("x", session(List.of("--to", "10")).out());
    assertEquals("x", session(List.of("--to", "10", "--back")).out());
    assertEquals("x", session(List.of("--break", "YieldTurn", "--back"), "quit").out());
  }
}
