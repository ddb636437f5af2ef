package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded programs that run again: equal, different, or not at all. */
@Tag("realTime")
class ReplayTest {
  private static final String CLIENT =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.*;
      import dev.gonzo.net.*;

      void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        run(() -> {
          try (Socket socket = Tcp.connect("127.0.0.1", port)) {
            var reply = new byte[100];
            int count = socket.read(reply);
            IO.println("got " + new String(reply, 0, count));
          }
        });
      }
      """;

  private static final String TASKS =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.*;

      void main() throws Exception {
        run(() -> {
          Moment began = Moment.now();
          var child = spawn(() -> work());
          child.join();
          IO.println("took " + Moment.now().since(began) + " " + UUID.randomUUID());
        });
      }

      void work() throws Exception {
        sleep(Duration.ofMillis(3));
        yieldNow();
      }
      """;

  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  private Ended record(String... arguments) throws Exception {
    var words = new String[arguments.length + 3];
    words[0] = "record";
    words[1] = "--output";
    words[2] = "run.recording";
    System.arraycopy(arguments, 0, words, 3, arguments.length);
    Ended ended = shell.gonzo(words);
    assertTrue(ended.err().contains("recorded in run.recording"), ended.err());
    return ended;
  }

  private static String withoutCount(String out) {
    return out.replaceAll("\\d+ events", "N events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_program_is_replayed_without_its_network(String kernel) throws Exception {
    shell.with("Client.java", CLIENT);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answers =
          Thread.ofVirtual()
              .start(() -> {
                try (var client = server.accept()) {
                  client.getOutputStream().write("a fortune".getBytes(UTF_8));
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
      Ended recorded =
          record("--kernel", kernel, "Client.java", Integer.toString(server.getLocalPort()));
      assertEquals("got a fortune\n", recorded.out());
      answers.join();
    }
    Ended replayed = shell.gonzo("replay", "run.recording");
    assertEquals(
        new Ended(0, "got a fortune\nequal: N events\n", ""),
        new Ended(replayed.status(), withoutCount(replayed.out()), replayed.err()));
  }

  @Test
  void a_changed_program_diverges_and_shows_where_it_is_and_where_it_was() throws Exception {
    shell.with("Program.java", TASKS);
    Ended recorded = record("Program.java");
    assertEquals(0, recorded.status());
    shell.with(
        "Program.java",
        TASKS.replace("yieldNow();", "other();")
            + """

            void other() {
              checkpoint();
            }
            """);
    Ended replayed = shell.gonzo("replay", "run.recording");
    assertEquals(1, replayed.status(), replayed.out() + replayed.err());
    assertTrue(replayed.err().contains("Program.java has changed since it was recorded"));
    String out = replayed.out();
    assertTrue(out.contains("recorded: task 1 makes the trap YieldTurn"), out);
    assertTrue(out.contains("now:      task 1 makes the trap Checkpoint"), out);
    assertTrue(out.contains("\tat Program.other(Program.java:"), out);
    assertTrue(out.contains("the task was last as recorded at event "), out);
    assertTrue(
        Pattern.compile("#0  Program.work \\(Program.java:\\d+\\)").matcher(out).find(), out);
    assertTrue(Pattern.compile("next: gonzo replay run.recording --to \\d+\n").matcher(out).find());
  }

  @Test
  void where_a_trap_was_recorded_is_shown_if_the_recording_has_it() throws Exception {
    shell.with("Program.java", TASKS);
    Ended recorded = record("--stacks", "Program.java");
    assertEquals(0, recorded.status());
    shell.with("Program.java", TASKS.replace("  yieldNow();", "  checkpoint();"));
    Ended replayed = shell.gonzo("replay", "run.recording");
    assertEquals(1, replayed.status(), replayed.out() + replayed.err());
    String out = replayed.out();
    assertTrue(Pattern.compile("recorded was\n\tat .*Program.java:\\d+").matcher(out).find(), out);
  }

  @Test
  void a_program_that_exits_by_itself_is_equal() throws Exception {
    shell.with(
        "Program.java", TASKS.replace("IO.println(\"took", "System.exit(3); IO.println(\"took"));
    Ended recorded = record("Program.java");
    assertEquals(3, recorded.status());
    Ended replayed = shell.gonzo("replay", "run.recording");
    assertEquals(0, replayed.status(), replayed.out() + replayed.err());
    assertTrue(replayed.out().contains("equal: "), replayed.out());
  }

  @Test
  void what_cannot_be_replayed_is_refused_with_the_reason() throws Exception {
    Ended missing = shell.gonzo("replay", "none.recording");
    assertEquals(2, missing.status());
    assertTrue(
        missing.err().startsWith("gonzo: there is no recording none.recording"), missing.err());

    shell.with("Program.java", TASKS);
    Ended recorded = record("--without-data", "Program.java");
    assertEquals(0, recorded.status());
    Ended without = shell.gonzo("replay", "run.recording");
    assertEquals(2, without.status());
    assertTrue(without.err().contains("--without-data"), without.err());
  }

  @Test
  void a_source_file_that_was_moved_is_named_with_an_option() throws Exception {
    shell.with("Program.java", TASKS);
    Ended recorded = record("Program.java");
    Files.move(
        directory.resolve("Program.java"),
        Files.createDirectory(directory.resolve("moved")).resolve("Program.java"));
    Ended missing = shell.gonzo("replay", "run.recording");
    assertEquals(2, missing.status());
    assertTrue(missing.err().contains("--source"), missing.err());
    Ended replayed = shell.gonzo("replay", "run.recording", "--source", "moved/Program.java");
    assertEquals(0, replayed.status(), replayed.out() + replayed.err());
    assertTrue(replayed.out().startsWith(recorded.out() + "equal: "), replayed.out());
  }
}
