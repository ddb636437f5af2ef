package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code gonzo explore} as a real process, with the JVM that it starts. */
@Tag("realTime")
class ExploreTest {
  /** As on the page about it: two tasks check and then act; the field keeps its value. */
  private static final String COUNTER =
      """
      import static dev.gonzo.Gonzo.*;

      class Counter {
        static int count;

        static void increment() {
          int before = count;
          yieldNow();
          count = before + 1;
        }

        public static void main(String[] arguments) {
          run(() -> {
            var one = spawn(() -> increment());
            var two = spawn(() -> increment());
            one.join();
            two.join();
            System.out.println("counted " + count);
            if (count != 2) {
              throw new IllegalStateException("counted " + count);
            }
          });
        }
      }
      """;

  private static final String SCENARIO =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.queue.Queue;
      import dev.gonzo.sim.Simulation;

      class Items {
        static void simulate(Simulation simulation) {
          simulation.run(() -> {
            var queue = Queue.<Integer>bounded(1);
            var one = spawn(() -> queue.put(1));
            var two = spawn(() -> queue.put(2));
            IO.println(queue.get() + queue.get());
            one.join();
            two.join();
          }).valueOrThrow();
        }
      }
      """;

  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
  }

  @Test
  void a_race_is_found_and_its_order_is_repeated() throws Exception {
    shell.with("Counter.java", COUNTER);
    var found = shell.gonzo("explore", "Counter.java", "--trace", "found");
    assertEquals(1, found.status(), found.err());
    assertContains(found.out(), "these are all orders\n");
    assertContains(found.out(), "were run once\n");
    assertContains(found.out(), "  returned, printed counted 2\n");
    String failure = "threw java.lang.IllegalStateException: counted 1, printed counted 1\n";
    assertContains(found.out(), failure);
    assertContains(found.out(), "Counter.java:");
    Matcher order =
        Pattern.compile("gonzo explore Counter.java --order (\\S+)\\n").matcher(found.out());
    assertTrue(order.find(), found.out());

    var repeated =
        shell.gonzo("explore", "Counter.java", "--order", order.group(1), "--trace", "repeated");
    assertEquals(1, repeated.status(), repeated.err());
    assertContains(repeated.out(), "counted 1\nthe order has failed:\n");
    assertEquals(
        Files.readString(directory.resolve("found")),
        Files.readString(directory.resolve("repeated")));
  }

  @Test
  void the_constants_of_an_enum_begin_anew_in_each_run() throws Exception {
    shell.with(
        "Levels.java",
        """
        import static dev.gonzo.Gonzo.*;

        enum Levels {
          LOW;

          int hits;

          public static void main(String[] arguments) {
            run(() -> {
              var one = spawn(() -> { LOW.hits++; });
              LOW.hits++;
              one.join();
              System.out.println(LOW.hits);
            });
          }
        }
        """);
    var found = shell.gonzo("explore", "Levels.java");
    assertEquals(0, found.status(), found.out() + found.err());
    Matcher outcomes =
        Pattern.compile("outcome\\n +\\d+  returned, printed 2\\n\\n").matcher(found.out());
    assertTrue(outcomes.find(), found.out());
  }

  @Test
  void all_orders_of_a_scenario_are_fine_unless_a_task_is_cancelled() throws Exception {
    shell.with("Items.java", SCENARIO);
    var fine = shell.gonzo("explore", "Items.java");
    assertEquals(0, fine.status(), fine.out() + fine.err());
    assertContains(fine.out(), "these are all orders\n");
    Matcher outcomes = Pattern.compile("\\d  returned, printed 3\\n\\n").matcher(fine.out());
    assertTrue(outcomes.find(), fine.out());

    var cancelled = shell.gonzo("explore", "Items.java", "--cancel", "--until-failure");
    assertEquals(1, cancelled.status(), cancelled.out() + cancelled.err());
    assertContains(cancelled.out(), "stopped at the first that failed");
    assertContains(cancelled.out(), "gonzo explore Items.java --cancel --order ");
  }

  @Test
  void an_unreduced_search_has_a_limit_of_switches_and_of_orders() throws Exception {
    shell.with("Items.java", SCENARIO);
    var few = shell.gonzo("explore", "Items.java", "--switches", "0");
    assertEquals(0, few.status(), few.out() + few.err());
    assertContains(few.out(), "1 order in ");
    assertContains(few.out(), "these are all orders with up to 0 switches\n");
    var stopped = shell.gonzo("explore", "Items.java", "--no-reduction", "--orders", "7");
    assertEquals(0, stopped.status(), stopped.out() + stopped.err());
    assertContains(stopped.out(), "7 orders in ");
    assertContains(stopped.out(), "stopped there: there are more");
  }

  @Test
  void a_wrong_command_line_is_explained() throws Exception {
    shell.with("Items.java", SCENARIO);
    var order = shell.gonzo("explore", "Items.java", "--order", "first");
    assertEquals(2, order.status());
    assertContains(order.err(), "--order must look like 3:1,7:2");
    var both = shell.gonzo("explore", "Items.java", "--order", "usual", "--switches", "1");
    assertEquals(2, both.status());
    assertContains(both.err(), "leave out --switches");
    shell.with("Nothing.java", "class Nothing {}");
    var nothing = shell.gonzo("explore", "Nothing.java");
    assertEquals(1, nothing.status());
    assertContains(nothing.err(), "static void simulate(Simulation sim)");
    var missing = shell.gonzo("explore", "Missing.java");
    assertEquals(2, missing.status());
  }

  @Test
  void an_order_that_never_ends_is_given_up() throws Exception {
    shell.with(
        "Loop.java",
        """
        import static dev.gonzo.Gonzo.*;

        void main() {
          run(() -> {
            while (true) {}
          });
        }
        """);
    var ended = shell.gonzo("explore", "Loop.java", "--patience", "2s");
    assertEquals(1, ended.status(), ended.out() + ended.err());
    assertContains(ended.out(), "has not ended within 2 s of real time");
  }
}
