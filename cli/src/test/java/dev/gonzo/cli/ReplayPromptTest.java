package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
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
    var words = new ArrayList<>(List.of("replay", "race.recording"));
    words.addAll(options);
    return shell.gonzoReading(String.join("\n", commands) + "\n", words.toArray(String[]::new));
  }

  /** The output of a session, without the times, which are those of the recording. */
  private static void shows(String expected, String... commands) throws Exception {
    Ended ended = session(List.of("--prompt"), commands);
    assertEquals(
        new Ended(0, expected, ""), new Ended(ended.status(), timeless(ended), ended.err()));
  }

  private static String timeless(Ended ended) {
    return ended.out().replaceAll("\\d+\\.\\d+ s", "T s").replaceAll("PT[\\d.]+S", "PT");
  }

  @Test
  void it_steps_and_goes_back() throws Exception {
    shows(
        """
        event 1 of 52: main#0  is created
        1> to 4
        event 4 of 52: main#0  ReadClock = PT
          Race.java:16  Moment began = Moment.now();
        4> step 2
        event 6 of 52: ann#1  is created by task 0
        6> back
        event 5 of 52: main#0  Spawn(name "ann", not daemon)
          Race.java:18  group.spawn("ann", () -> pay(100));
        5> to 2
        event 2 of 52: main#0  turn at T s
        2> back 2
        before the first of 52 events
        0> step
        event 1 of 52: main#0  is created
        """,
        "to 4",
        "step 2",
        "back",
        "to 2",
        "back 2",
        "step");
  }

  @Test
  void the_write_that_lost_an_update_is_found_by_going_back() throws Exception {
    shows(
        """
        event 1 of 52: main#0  is created
        1> break Race.java:31
        break 1: line Race.java:31
        1> continue
        line Race.java:31 by ann#1, after event 23
          Race.java:31  }
        23> watch account.balance
        break 2: writes to account.balance (Race.Account.balance)
        23> continue
        Race.Account.balance: 100 -> 200 by bob#2, after event 32
          Race.java:30  account.balance = before + amount;
        32> continue
        line Race.java:31 by bob#2, after event 32
          Race.java:31  }
        32> print before
        before = 0
        32> continue
        | the account has 200 after PT
        equal: 52 events
        52> watch back
        Race.Account.balance: 100 -> 200 by bob#2, after event 32
          Race.java:30  account.balance = before + amount;
        32> watch back
        Race.Account.balance: 0 -> 100 by ann#1, after event 23
          Race.java:30  account.balance = before + amount;
        23> back
        event 23 of 52: ann#1  YieldTurn = done
          Race.java:29  yieldNow();
        23> tasks
          main#0  waiting at WaitOn  Race.java:20
        *   ann#1  running  Race.java:29
            bob#2  ready in YieldTurn  Race.java:29
        23> delete 1
        23> delete 2
        23> continue
        | the account has 200 after PT
        equal: 52 events
        52> back
        event 52 of 52: main#0  has ended: it returned
        """,
        "break Race.java:31",
        "continue",
        "watch account.balance",
        "continue",
        "continue",
        "print before",
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
        event 1 of 52: main#0  is created
        1> break YieldTurn
        break 1: trap YieldTurn
        1> break bob
        break 2: turns of task bob
        1> breaks
          1  trap YieldTurn
          2  turns of task bob
        1> continue
        event 17 of 52: ann#1  YieldTurn
          Race.java:29  yieldNow();
        17> continue
        event 19 of 52: bob#2  turn at T s
        19> continue back
        event 17 of 52: ann#1  YieldTurn
          Race.java:29  yieldNow();
        17> events 16 20
              16  ann#1  turn at T s
        >     17  ann#1  YieldTurn
              18  ann#1  stops
        *     19  bob#2  turn at T s
        *     20  bob#2  YieldTurn
        """,
        "break YieldTurn",
        "break bob",
        "breaks",
        "continue",
        "continue",
        "continue back",
        "events 16 20");
  }

  @Test
  void variables_are_shown_without_secrets_and_control_characters() throws Exception {
    String hidden = "(hidden: --show-secrets shows it)";
    String brief =
        "this = Race{account=Race.Account{balance=0, password="
            + hidden
            + ", names=List(1), marks=HashMap(1), numbers=int[3]}}";
    shows(
        """
        event 1 of 52: main#0  is created
        1> break Race.java:30
        break 1: line Race.java:30
        1> continue
        line Race.java:30 by ann#1, after event 23
          Race.java:30  account.balance = before + amount;
        23> vars
        #0  Race.pay (Race.java:30)
          %s
          amount = 100
          before = 0
        23> print account
        account = Race.Account{balance=0, password=%s, names=List(1) {"a\\u001b[2Jb"},\
         marks=HashMap(1) {"one"=1}, numbers=int[3] {4, 5, 6}}
        23> print account.names[0]
        account.names[0] = "a\\u001b[2Jb"
        23> print account.numbers[1]
        account.numbers[1] = 5
        23> print this.account.password
        this.account.password = %s
        23> print this.account.password.value
        this.account.password.value = %s
        23> stack
          #0  Race.pay (Race.java:30)
          #1  Race.main lambda (Race.java:18)
              ... 13 frames of Gonzo and the JDK
        23> vars 1
        #1  Race.main lambda (Race.java:18)
          %s
        """
            .formatted(brief, hidden, hidden, hidden, brief),
        "break Race.java:30",
        "continue",
        "vars",
        "print account",
        "print account.names[0]",
        "print account.numbers[1]",
        "print this.account.password",
        "print this.account.password.value",
        "stack",
        "vars 1");
  }

  @Test
  void a_mistake_is_explained_and_the_session_goes_on() throws Exception {
    Ended ended =
        session(
            List.of("--prompt", "--show-secrets"),
            "jump",
            "to x",
            "back 1000",
            "break Nothing",
            "delete 3",
            "print a + b",
            "print none",
            "watch before",
            "continue sideways",
            "continue back",
            "watch back",
            "task zoe",
            "data",
            "to 1000",
            "step");
    assertEquals(
        """
        event 1 of 52: main#0  is created
        1> jump
        there is no command 'jump'; 'help' lists them
        1> to x
        to takes a number from 0, not 'x'
        1> back 1000
        there is only 1 event before this place
        1> break Nothing
        there is no trap and no task 'Nothing': break takes a trap such as Receive, a task, or\
         FILE:LINE
        1> delete 3
        there is no break 3; 'breaks' lists them
        1> print a + b
        cannot read 'a + b': write a variable, then fields and elements, such as\
         order.items[2].price; methods are not called, since that could change the replay
        1> print none
        there is no variable 'none' here; 'vars' lists those of a frame
        1> watch before
        there is no variable 'before' here; 'vars' lists those of a frame
        1> continue sideways
        write 'continue' or 'continue back'
        1> continue back
        there is no break to go back to; 'break' sets one
        1> watch back
        nothing is watched; 'watch EXPR' watches a field
        1> task zoe
        there is no task 'zoe' at this moment; 'tasks' lists them
        1> data
        this event has no data: go to one at which a task gets an answer
        1> to 1000
        | the account has 200 after PT
        equal: 52 events
        52> step
        the replay is over; 'back' and 'to' go back
        """,
        timeless(ended));
    assertEquals(1, ended.status());
  }

  /** The program prints how long it took, by its clock: the same as when it was recorded. */
  @Test
  void a_stop_does_not_move_time() throws Exception {
    Ended ended =
        session(
            List.of("--prompt"),
            "break Race.java:31",
            "continue",
            "continue",
            "delete 1",
            "continue");
    assertTrue(ended.out().endsWith("| " + printed + "equal: 52 events\n"), ended.out());
  }

  @Test
  void options_say_where_the_prompt_begins() throws Exception {
    String spawned =
        "main#0  Spawn = task 2\n  Race.java:19  group.spawn(\"bob\", () -> pay(200));\n";
    assertEquals(
        "event 10 of 52: " + spawned + "10> quit\n",
        session(List.of("--to", "11", "--back"), "quit").out());
    String out = timeless(session(List.of("--break", "YieldTurn", "--back"), "quit"));
    assertTrue(out.contains("event 16 of 52: ann#1  turn at T s\n16> quit\n"), out);
  }
}
