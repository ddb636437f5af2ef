package dev.gonzo.cli;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.durable.Durable.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.durable.Durable;
import dev.gonzo.durable.DurableCancelledException;
import dev.gonzo.durable.DurableOptions;
import dev.gonzo.durable.DurableTasks;
import dev.gonzo.durable.ParkedException;
import dev.gonzo.durable.journal.FileJournal;
import dev.gonzo.durable.journal.Journal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("realTime")
class DurableCommandTest {
  private static final Durable<String, String> PAY =
      Durable.of("pay/1", String.class, String.class, item -> step("charge", () -> item + "!"));
  private static final Durable<String, String> WAIT =
      Durable.of(
          "wait/1",
          String.class,
          String.class,
          _ -> {
            dev.gonzo.Gonzo.sleep(Duration.ofDays(3));
            return "";
          });
  private static final Durable<String, String> BROKEN =
      Durable.of(
          "broken/1",
          String.class,
          String.class,
          _ -> Durable.<Object>step("load", () -> new Object()).toString());

  @TempDir Path directory;
  private Path journal = Path.of("");

  /** What a command printed. */
  private record Ended(int status, String out, String err) {}

  private static Ended durable(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    // In a thread, as the command is for threads outside of kernels.
    int[] status = new int[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              var gonzo =
                  new CommandLine(new Outer())
                      .setOut(new PrintWriter(out, true))
                      .setErr(new PrintWriter(err, true));
              gonzo.addSubcommand(new CommandLine(new DurableCommand(gonzo)));
              String[] all =
                  Stream.concat(Stream.of("durable"), Stream.of(texts)).toArray(String[]::new);
              status[0] = gonzo.execute(all);
            });
    joined(thread);
    return new Ended(status[0], out.toString(), err.toString());
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @CommandLine.Command(name = "gonzo")
  private static final class Outer {}

  @BeforeEach
  void tasks() throws Exception {
    journal = directory.resolve("journal");
  }

  private void withTasks(Work work) throws Exception {
    run(() -> {
      try (Journal opened = FileJournal.open(journal);
          var tasks = DurableTasks.open(opened, DurableOptions.defaults(), PAY, WAIT, BROKEN)) {
        work.with(tasks);
      }
    });
  }

  @FunctionalInterface
  private interface Work {
    void with(DurableTasks tasks) throws Exception;
  }

  @Test
  void tasks_are_listed_and_shown() throws Exception {
    withTasks(tasks -> {
      tasks.run(PAY, "order-1", "tea");
      tasks.start(WAIT, "order-2", "");
      assertThrows(ParkedException.class, () -> tasks.run(BROKEN, "order-3", ""));
      Ended list = durable("list", journal);
      assertEquals(0, list.status(), list.err());
      assertTrue(list.out().contains("returned"), list.out());
      assertTrue(list.out().contains("unfinished"), list.out());
      assertTrue(list.out().contains("the value of step \"load\" cannot be recorded"), list.out());
      assertTrue(list.out().endsWith("1 unfinished  1 parked  1 returned  \n"), list.out());
    });
    Ended shown = durable("show", journal, "order-3");
    assertTrue(shown.out().contains("status    parked"), shown.out());
    assertEquals(0, durable("show", journal, "order-1").status());
    Ended unknown = durable("show", journal, "order-\u001b[2J");
    assertEquals(1, unknown.status());
    assertFalse(unknown.err().contains("\u001b"), unknown.err());
  }

  @Test
  void a_task_of_a_running_program_is_cancelled_by_it() throws Exception {
    withTasks(tasks -> {
      tasks.start(WAIT, "order-2", "");
      Ended ended = durable("cancel", journal, "order-2", "--reason", "out of stock");
      assertEquals(0, ended.status(), ended.err());
      assertTrue(ended.out().contains("takes up the request soon"), ended.out());
      var cancelled =
          assertThrows(DurableCancelledException.class, () -> tasks.await(WAIT, "order-2"));
      assertEquals("out of stock", cancelled.reason());
    });
  }

  @Test
  void without_a_program_it_is_recorded() throws Exception {
    withTasks(tasks -> {
      tasks.start(WAIT, "order-2", "");
      assertThrows(ParkedException.class, () -> tasks.run(BROKEN, "order-3", ""));
    });
    assertEquals(1, durable("retry", journal, "order-2").status());
    assertEquals(0, durable("retry", journal, "order-3").status());
    assertTrue(durable("show", journal, "order-3").out().contains("may run again"));
    Ended ended = durable("cancel", journal, "order-2");
    assertTrue(ended.out().contains("It is recorded"), ended.out());
    withTasks(
        tasks -> assertThrows(DurableCancelledException.class, () -> tasks.await(WAIT, "order-2")));
    Ended again = durable("cancel", journal, "order-2");
    assertEquals(1, again.status());
    assertTrue(again.err().contains("it has ended"), again.err());
  }

  @Test
  void what_is_not_a_journal_does_not_become_one() throws Exception {
    Files.createDirectory(journal);
    Files.setPosixFilePermissions(
        journal, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    for (String command : new String[] {"list", "show", "retry", "cancel"}) {
      Ended ended =
          command.equals("list") ? durable(command, journal) : durable(command, journal, "a");
      assertEquals(2, ended.status());
      assertTrue(ended.err().contains("there is no journal in"), ended.err());
    }
    try (var files = Files.list(journal)) {
      assertEquals(0, files.count());
    }
    assertEquals(2, durable("list", journal.resolve("missing")).status());
    Ended database = durable("list", "jdbc:nothing:x");
    assertEquals(1, database.status());
    assertTrue(database.err().contains("gonzo-durable-postgres"), database.err());
  }
}
