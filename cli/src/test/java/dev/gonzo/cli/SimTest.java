package dev.gonzo.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code gonzo sim} as a real process, with the JVMs that it starts. */
@Tag("realTime")
class SimTest {
  /** Two tasks check and then act, among others that have nothing to do with it. */
  private static final String RACE =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.sim.Simulation;

      class Race {
        static boolean taken;
        static int takers;

        static void take() {
          if (!taken) {
            yieldNow();
            taken = true;
            takers++;
          }
        }

        static void simulate(Simulation simulation) {
          simulation.run(() -> {
            var noise = spawn(() -> {
              for (int i = 0; i < 20; i++) {
                var other = spawn(() -> yieldNow());
                yieldNow();
                other.join();
              }
            });
            var late = spawn(() -> {
              for (int i = 0; i < 8; i++) {
                yieldNow();
              }
              take();
            });
            take();
            late.join();
            noise.join();
            System.out.println("taken by " + takers);
            if (takers != 1) {
              throw new IllegalStateException("taken by " + takers);
            }
          }).valueOrThrow();
        }
      }
      """;

  private static final String PROGRAM =
      """
      import static dev.gonzo.Gonzo.*;
      import java.time.Duration;

      void main(String[] arguments) {
        int said = run(() -> {
          sleep(Duration.ofHours(1));
          %s
          return 7;
        });
        IO.println("said " + said + " to " + String.join(" ", arguments));
      }
      """;

  private static final Pattern HISTORY = Pattern.compile("history ([0-9a-f]{16})\\n\\z");

  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  private GonzoProcess program(String inside) throws Exception {
    return shell.with("Program.java", PROGRAM.formatted(inside));
  }

  private static String history(String out) {
    Matcher found = HISTORY.matcher(out);
    assertTrue(found.find(), out);
    return found.group(1);
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
  }

  @Test
  void a_race_is_found_and_shrunk_and_both_histories_are_repeated() throws Exception {
    shell.with("Race.java", RACE);
    var found = shell.gonzo("sim", "Race.java", "--seeds", "300", "--jobs", "2");
    assertEquals(1, found.status(), found.err());
    assertContains(found.out(), "java.lang.IllegalStateException: taken by 2");
    assertContains(found.out(), "Race.java:");
    Matcher command = Pattern.compile("gonzo sim Race.java --seed (\\d+)\\n").matcher(found.out());
    assertTrue(command.find(), found.out());
    String seed = command.group(1);
    assertContains(found.out(), "gonzo sim Race.java --plan Race-" + seed + ".plan");
    assertTrue(
        Pattern.compile("to 0 faults, 1?\\d switch").matcher(found.out()).find(), found.out());

    var other = shell.gonzo("sim", "Race.java", "--seeds", "300", "--jobs", "1", "--sample", "0");
    assertEquals(history(found.out()), history(other.out()));

    var repeated = shell.gonzo("sim", "Race.java", "--seed", seed, "--sample", "0");
    assertEquals(1, repeated.status());
    assertContains(repeated.out(), "taken by 2\n");

    var plan = shell.gonzo("sim", "Race.java", "--plan", "Race-" + seed + ".plan", "--trace", "t");
    assertEquals(1, plan.status());
    assertContains(plan.out(), "taken by 2\n");
    assertContains(
        Files.readString(directory.resolve("Race-" + seed + ".plan")),
        "history: " + history(plan.out()));
    List<String> trace = Files.readAllLines(directory.resolve("t"));
    assertTrue(trace.size() > 50, () -> String.join("\n", trace));
    assertEquals("# gonzo trace 1, seed " + seed + ", program Race.java", trace.getFirst());
    readers(seed);
  }

  /** What reads the trace that was written. */
  private void readers(String seed) throws Exception {
    var same = shell.gonzo("diff", "t", "t");
    assertEquals(0, same.status(), same.err());
    var drawn = shell.gonzo("sim", "Race.java", "--seed", seed, "--timeline", "race.html");
    assertContains(drawn.out(), "its timeline is in race.html: open it in a browser\n");
    var again = shell.gonzo("timeline", "t");
    assertEquals(0, again.status(), again.err());
    assertContains(Files.readString(directory.resolve("t.html")), "Race.java, seed " + seed);
    assertContains(Files.readString(directory.resolve("race.html")), "Race.java, seed " + seed);
    var none = shell.gonzo("diff", "t", "Race.java");
    assertEquals(2, none.status());
    assertContains(none.err(), "gonzo: Race.java is not a trace: ");
    assertEquals(2, shell.gonzo("timeline", "Race.java").status());
    assertEquals(2, shell.gonzo("timeline", "nothing.trace").status());
  }

  @Test
  void a_history_is_run_to_an_event_and_shows_what_its_tasks_wait_for() throws Exception {
    program("");
    var whole = shell.gonzo("sim", "Program.java", "--seed", "5", "--trace", "whole");
    assertEquals(0, whole.status(), whole.err());
    var part =
        shell.gonzo("sim", "Program.java", "--seed", "5", "--to-event", "5", "--trace", "part");
    assertEquals(0, part.status(), part.err());
    assertContains(part.out(), "event 5 is reached, at PT0S of simulated time:\nlocalhost\n");
    assertContains(part.out(), "  main#0 runs\n      at Program.");
    assertContains(part.out(), "(Program.java:6)\n");
    assertEquals(
        Files.readAllLines(directory.resolve("whole")).subList(0, 7),
        Files.readAllLines(directory.resolve("part")));

    var late = shell.gonzo("sim", "Program.java", "--seed", "5", "--to-event", "5000");
    assertEquals(1, late.status());
    assertContains(late.out(), "the history ends before event 5,000: it has ");
    var search = shell.gonzo("sim", "Program.java", "--to-event", "5");
    assertEquals(2, search.status());
    assertContains(search.err(), "--to-event and --debug need one history: add --seed or --plan");
  }

  @Test
  void a_program_that_holds_passes_with_each_seed() throws Exception {
    var ended = program("").gonzo("sim", "Program.java", "--seeds", "60", "--", "you", "--too");
    assertEquals(0, ended.status(), ended.out() + ended.err());
    assertContains(ended.out(), "60 seeds in ");
    assertContains(ended.out(), "with 2 d 12 h of simulated time");
    assertContains(ended.out(), "4 seeds had the same history again");
    history(ended.out());
    assertFalse(ended.out().contains("said"), ended.out());

    var one = shell.gonzo("sim", "Program.java", "--seed", "5", "--", "you", "--too");
    assertEquals(0, one.status(), one.err());
    assertContains(one.out(), "said 7 to you --too\n");
  }

  @Test
  void what_differs_from_jvm_to_jvm_is_found_and_named() throws Exception {
    program("sleep(Duration.ofMillis(ProcessHandle.current().pid()));");
    var ended = shell.gonzo("sim", "Program.java", "--seeds", "3", "--jobs", "1");
    assertEquals(1, ended.status());
    assertContains(ended.out(), "seed 1 has more than one history: it was another one in a second");
    assertTrue(
        Pattern.compile(
                "the first event that differs is number \\d+:\\n  \\d+ .*asks .*\\n  \\d+ .*asks")
            .matcher(ended.out())
            .find(),
        ended.out());
    assertContains(ended.out(), "leaves the seed: ProcessHandle.current at Program.java:7");
  }

  @Test
  void whatever_the_jdk_draws_depends_on_the_seed() throws Exception {
    shell.with(
        "Drawing.java",
        """
        import static dev.gonzo.Gonzo.*;
        import dev.gonzo.sim.*;
        import java.time.Duration;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.random.*;
        import java.security.SecureRandom;

        class Drawing {
          enum Colour { RED, GREEN, BLUE, BLACK, WHITE }

          static void uses(long number) {
            sleep(Duration.ofNanos(number & 0xFFFF));
          }

          static void simulate(Simulation simulation) {
            simulation.run(() -> {
              uses((long) (Math.random() * 1e6));
              uses(new Random().nextInt());
              uses(new SplittableRandom().nextInt());
              uses(RandomGenerator.getDefault().nextInt());
              uses(RandomGenerator.of("Xoshiro256PlusPlus").nextInt());
              uses(ThreadLocalRandom.current().nextInt());
              uses(new SecureRandom().nextInt());
              uses(UUID.randomUUID().hashCode());
              List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));
              Collections.shuffle(list);
              uses(list.hashCode());
              uses(Thread.currentThread().threadId());
              uses(System.identityHashCode(new Object()));
              uses(new Object().hashCode());
              Map<Object, Integer> table = new HashMap<>();
              for (var colour : Colour.values()) {
                table.put(colour, colour.ordinal());
              }
              for (int i = 0; i < 50; i++) {
                table.put(new Object(), i);
              }
              uses(new ArrayList<>(table.values()).hashCode());
              uses(new ArrayList<>(Set.of("a", "b", "c", "d", "e")).hashCode());
              uses(System.nanoTime());
              uses(System.currentTimeMillis());
              uses(TimeUnit.DAYS.hashCode());
            }).valueOrThrow();
          }
        }
        """);
    var ended = shell.gonzo("sim", "Drawing.java", "--seeds", "4", "--jobs", "1");
    assertEquals(0, ended.status(), ended.out());
    assertContains(ended.out(), "3 seeds had the same history again");
    assertFalse(ended.out().contains("leaves the seed"), ended.out());
  }

  @Test
  void what_differs_from_run_to_run_is_found_in_one_jvm() throws Exception {
    program(
        """
        long times = Long.getLong("times", 0) + 1;
        System.setProperty("times", "" + times);
        sleep(Duration.ofMillis(times));
        """);
    var ended = shell.gonzo("sim", "Program.java", "--seeds", "3", "--jobs", "1");
    assertEquals(1, ended.status());
    assertContains(ended.out(), "it was another one when it was tried again in one JVM");
    assertContains(ended.out(), "the first event that differs is number ");
  }

  @Test
  void statics_start_anew_with_each_seed() throws Exception {
    shell.with(
        "Counting.java",
        """
        import dev.gonzo.sim.Simulation;

        class Counting {
          static int runs;

          static void simulate(Simulation simulation) {
            simulation.run(() -> {
              if (++runs > 1) {
                throw new IllegalStateException("not the first");
              }
            }).valueOrThrow();
          }
        }
        """);
    var ended = shell.gonzo("sim", "Counting.java", "--seeds", "10", "--jobs", "1");
    assertEquals(0, ended.status(), ended.out());
  }

  @Test
  void a_fault_that_was_configured_and_never_occurred_is_a_failure() throws Exception {
    shell.with(
        "Quiet.java",
        """
        import dev.gonzo.sim.*;

        class Quiet {
          static void simulate(Simulation simulation) {
            simulation.network().conditions(NetworkConditions.good().withLoss(0.5));
            simulation.run(() -> {}).valueOrThrow();
          }
        }
        """);
    var ended = shell.gonzo("sim", "Quiet.java", "--seeds", "3", "--jobs", "1", "--sample", "0");
    assertEquals(1, ended.status(), ended.out());
    assertContains(ended.out(), "never occurred: network: packet lost (");
  }

  @Test
  void a_program_that_ends_its_jvm_is_reported_with_its_seed() throws Exception {
    program("").with("Exiting.java", PROGRAM.formatted("") + "// ends the JVM behind the run\n");
    Path source = directory.resolve("Exiting.java");
    Files.writeString(
        source,
        Files.readString(source)
            .replace("IO.println(", "Runtime.getRuntime().halt(3); IO.println("));
    var ended = shell.gonzo("sim", "Exiting.java", "--seeds", "20", "--jobs", "2", "--first", "4");
    assertEquals(1, ended.status());
    assertContains(
        ended.out(),
        "seed 4 has failed:\n  its JVM has ended with status 3:\n"
            + "  the program ends its JVM at Exiting.main(Exiting.java:10)");
    assertContains(ended.out(), "gonzo sim Exiting.java --seed 4");
  }

  @Test
  void the_end_of_the_jvm_is_refused_in_a_simulation_with_its_line() throws Exception {
    program("System.exit(3);");
    var ended = shell.gonzo("sim", "Program.java", "--seeds", "2", "--jobs", "1", "--sample", "0");
    assertEquals(1, ended.status());
    assertContains(ended.out(), "LeavesSimulationException");
    assertContains(ended.out(), "System.exit or halt, used on localhost at ");
    assertContains(ended.out(), "Program.java:7). Return from main, or throw an exception");
  }

  @Test
  void a_program_that_never_suspends_is_ended_and_reported() throws Exception {
    program("while (System.nanoTime() >= 0) {}");
    var ended =
        shell.gonzo("sim", "Program.java", "--seeds", "2", "--jobs", "1", "--patience", "3s");
    assertEquals(1, ended.status());
    assertContains(ended.out(), "seed 1 has failed:\n  it has not ended within 3 s of real time");
    assertContains(ended.out(), "  the task main#0 of localhost is here:\n");
    assertContains(ended.out(), "(Program.java:7)\n");
  }

  @Test
  void a_deadlock_and_the_limit_of_simulated_time_are_failures() throws Exception {
    program("dev.gonzo.queue.Queue.<Integer>bounded(1).get();");
    var deadlock = shell.gonzo("sim", "Program.java", "--seeds", "1", "--shrink-runs", "0");
    assertEquals(1, deadlock.status());
    assertContains(deadlock.out(), "dev.gonzo.DeadlockException: every task waits");

    program("");
    var limit =
        shell.gonzo("sim", "Program.java", "--seeds", "1", "--time-limit", "30m", "--sample", "0");
    assertEquals(1, limit.status());
    assertContains(limit.out(), "has not ended within the limit of simulated time, PT30M");
    assertContains(limit.out(), "gonzo sim Program.java --seed 1 --faults none --time-limit PT30M");
  }

  @Test
  void ctrl_c_ends_the_command_and_its_jvms() throws Exception {
    program("");
    var command = shell.command("sim", "Program.java", "--seeds", "100000000", "--jobs", "2");
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try {
      while (process.descendants().count() < 2 && process.isAlive()) {
        Thread.onSpinWait();
      }
      List<ProcessHandle> workers = process.descendants().toList();
      var interrupt = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertEquals(0, interrupt.waitFor());
      assertTrue(process.waitFor(60, SECONDS));
      assertEquals(130, process.exitValue());
      for (ProcessHandle worker : workers) {
        worker.onExit().get(60, SECONDS);
      }
      String out = Files.readString(directory.resolve("out"));
      assertFalse(out.contains("has failed"), out);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_wrong_command_line_is_explained() throws Exception {
    program("");
    var both = shell.gonzo("sim", "Program.java", "--seed", "1", "--seeds", "2");
    assertEquals(2, both.status());
    assertContains(both.err(), "--seed and --seeds: take one of them");
    var time = shell.gonzo("sim", "Program.java", "--time-limit", "soon");
    assertEquals(2, time.status());
    assertContains(time.err(), "'soon' is no time; write 90s, 10m, 2h or 3d");
    var plan = shell.gonzo("sim", "Program.java", "--plan", "none.plan");
    assertEquals(2, plan.status());
    assertContains(plan.err(), "none.plan does not exist");
    shell.with("Nothing.java", "class Nothing {}");
    var nothing = shell.gonzo("sim", "Nothing.java");
    assertEquals(1, nothing.status());
    assertContains(nothing.err(), "static void simulate(Simulation sim)");
  }
}
