package dev.gonzo.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.sim.world.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search writes and reads: plans, traces, and what passes between it and its workers. */
class SessionFilesTest {
  private static final Rules RULES = new Rules(true, true, Duration.ofSeconds(90));

  @TempDir Path directory;

  @Test
  void a_plan_that_was_written_can_be_read() throws Exception {
    var plan =
        new PlanFile(
            -7, RULES, "0123456789abcdef", "x.Y: lost: it", List.of("order: tasks of a = 1 3-4"));
    Path file = directory.resolve("Race.plan");
    plan.write(file, "gonzo sim Race.java --plan Race.plan");
    assertEquals(plan, PlanFile.read(file));
    assertTrue(Files.readString(file).contains("gonzo sim Race.java --plan Race.plan"));
  }

  @Test
  void a_file_that_is_no_plan_is_refused_with_the_reason() throws Exception {
    Path file = directory.resolve("Race.plan");
    Files.writeString(file, "seed: 1\n");
    var noDecisions = assertThrows(IllegalArgumentException.class, () -> PlanFile.read(file));
    assertTrue(noDecisions.getMessage().contains("what takes effect"), noDecisions.getMessage());
    Files.writeString(file, "seed: 1\nwhat takes effect:\n");
    var noFaults = assertThrows(IllegalArgumentException.class, () -> PlanFile.read(file));
    assertTrue(noFaults.getMessage().contains("'faults: ...'"), noFaults.getMessage());
    Files.writeString(
        file, "seed: x\nfaults: none\norder: drawn\ntime limit: PT1S\nwhat takes effect:\n");
    assertThrows(IllegalArgumentException.class, () -> PlanFile.read(file));
  }

  @Test
  void a_task_and_a_result_are_the_same_on_the_other_side() throws Exception {
    var twice = new BitSet();
    twice.set(1);
    var task =
        new Task(
            5, 3, twice, RULES, Optional.of(List.of("a = 1")), true, Optional.of("trace"), 9, true);
    var result =
        new Result(
            Long.MIN_VALUE,
            "0123456789abcdef",
            Optional.of("fedcba9876543210"),
            12,
            34,
            Map.of("disk: full", 5L),
            Optional.of(new Failed("sort", "x".repeat(100_000))),
            List.of(new Decision("disk: full", 4)),
            List.of("System.getenv at Race.java:3"));
    var bytes = new ByteArrayOutputStream();
    var output = new DataOutputStream(bytes);
    task.write(output);
    result.write(output);
    var input = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertEquals(task, Task.read(input));
    assertEquals(result, Result.read(input));
    assertEquals(-1, input.read());
  }

  @Test
  void the_command_that_repeats_a_seed_has_all_that_matters() {
    var request =
        new Request(
            Path.of("my dir/Race.java"),
            List.of("--fast", "it's"),
            List.of("-Dfault=lease"),
            1,
            100,
            false,
            2,
            new Rules(false, true, Duration.ofMinutes(2)),
            50,
            300,
            Optional.empty(),
            Optional.empty(),
            0,
            false);
    assertEquals(
        "gonzo sim 'my dir/Race.java' --seed 17 --faults none --order first-come"
            + " --time-limit PT2M -Dfault=lease -- --fast 'it'\\''s'",
        request.commandFor(17));
    assertEquals(
        "gonzo sim 'my dir/Race.java' --plan Race-17.plan -Dfault=lease -- --fast 'it'\\''s'",
        request.commandFor(Path.of("Race-17.plan")));
  }

  @Test
  void times_are_shown_in_units_that_fit() {
    assertEquals("1.5 ms", Report.time(0.0015));
    assertEquals("12.0 s", Report.time(12));
    assertEquals("2 min 5 s", Report.time(125));
    assertEquals("3 h 1 min", Report.time(3 * 3_600 + 60));
    assertEquals("1,000 d 2 h", Report.time(1_000 * 86_400.0 + 7_200));
  }
}
