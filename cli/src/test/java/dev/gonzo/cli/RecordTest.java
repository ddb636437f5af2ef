package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code gonzo record} and {@code gonzo recording}. */
@Tag("realTime")
class RecordTest {
  private static final String PROGRAM =
      """
      import static dev.gonzo.Gonzo.*;

      void main(String[] arguments) throws Exception {
        run(() -> {
          var task = spawn(() -> java.util.UUID.randomUUID());
          IO.println(arguments[0] + " " + task.join());
          IO.println(runInThread(() -> "token=geheim"));
        });
      }
      """;

  @TempDir Path directory;

  @Test
  void a_program_is_recorded_and_shown_and_replayed() throws Exception {
    var gonzo = new GonzoProcess(directory).with("Ids.java", PROGRAM);
    var recorded = gonzo.gonzo("record", "--kernel", "nio", "Ids.java", "one");
    assertThat(recorded.status()).as(recorded.err()).isZero();
    assertThat(recorded.out()).startsWith("one ").endsWith("token=geheim\n");
    assertThat(recorded.err()).contains("recorded in Ids.recording");
    var shown = gonzo.gonzo("recording", "Ids.recording", "--data");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("Ids.java, recorded ", "kernel 1 nio", " main ", " task-1 ")
        .contains("reads SecureRandom.nextBytes = 16 bytes", "has ended: it returned")
        .contains("token=***")
        .doesNotContain("geheim");
    var part = gonzo.gonzo("recording", "Ids.recording", "--from", "2", "--to", "3");
    assertThat(part.out()).contains("       2 main", "       3 main").doesNotContain("       4 ");
    var noKernel = gonzo.gonzo("recording", "Ids.recording", "--kernel", "9");
    assertThat(noKernel.status()).isEqualTo(2);
    assertThat(noKernel.err()).isEqualTo("gonzo: --kernel 9: the recording has 1\n");
    assertThat(gonzo.gonzo("recording", "Ids.recording", "--kernel", "0").status()).isEqualTo(2);
    var replayed = gonzo.gonzo("replay", "Ids.recording");
    assertThat(replayed.status()).as(replayed.out() + replayed.err()).isZero();
    assertThat(replayed.out()).contains(recorded.out().lines().findFirst().orElseThrow());
  }

  @Test
  void a_map_that_a_task_and_a_thread_share_is_named_and_a_list_that_is_handed_over_is_not()
      throws Exception {
    String program =
        """
        import static dev.gonzo.Gonzo.*;
        import java.util.*;
        import java.util.concurrent.Exchanger;

        void main() throws Exception {
          Map<String, Integer> counts = new HashMap<>();
          List<Integer> handedOver = new ArrayList<>();
          var turns = new Exchanger<Integer>();
          Thread counter = new Thread(() -> {
            for (int i = 0; i < 3; i++) {
              counts.merge("a", 1, Integer::sum);
              handedOver.add(i);
              exchange(turns);
              exchange(turns);
            }
          }, "counter");
          run(() -> {
            counter.start();
            for (int i = 0; i < 3; i++) {
              exchange(turns);
              IO.println(counts.get("a"));
              exchange(turns);
            }
            IO.println(handedOver.size());
          });
        }

        void exchange(Exchanger<Integer> turns) {
          try {
            turns.exchange(0);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        }
        """;
    var gonzo = new GonzoProcess(directory).with("Shares.java", program);
    var recorded = gonzo.gonzo("record", "Shares.java");
    assertThat(recorded.out()).isEqualTo("1\n2\n3\n3\n");
    String sentence = "a java.util.HashMap is shared by task main at Shares.";
    assertThat(recorded.err())
        .contains(sentence, "and the thread counter at Shares.", "not replayable there")
        .doesNotContain("ArrayList");
    assertThat(gonzo.gonzo("recording", "Shares.recording").out()).contains("note: " + sentence);
    assertThat(gonzo.gonzo("replay", "Shares.recording").err()).contains("gonzo: " + sentence);
  }

  @Test
  void what_cannot_be_recorded_is_refused_with_a_reason() throws Exception {
    var gonzo = new GonzoProcess(directory).with("Ids.java", PROGRAM);
    Files.createDirectory(directory.resolve("there"));
    var exists = gonzo.gonzo("record", "-o", "there", "Ids.java");
    assertThat(exists.status()).isEqualTo(2);
    assertThat(exists.err()).contains("there exists already; remove it");
    var size = gonzo.gonzo("record", "--max-size", "1X", "Ids.java");
    assertThat(size.status()).isEqualTo(2);
    assertThat(size.err()).contains("64K or more");
    var none = gonzo.gonzo("recording", "none");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("there is no recording none");
    var nowhere = gonzo.gonzo("record", "--no-agent", "-o", "no/where", "Ids.java", "x");
    assertThat(nowhere.status()).as(nowhere.err()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no/where cannot be written");
  }

  @Test
  void help_fits_into_a_terminal() throws Exception {
    for (String command : new String[] {"record", "recording"}) {
      var help = new GonzoProcess(directory).gonzo(command, "--help");
      assertThat(help.status()).isZero();
      assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(help.out())
          .contains("Examples", "--" + (command.equals("record") ? "keep-last" : "task"));
    }
  }
}
