package dev.gonzo.cli;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code gonzo record --attach}, with a program in a JVM of its own. */
@Timeout(300)
@Tag("realTime")
class RecordAttachTest {
  private static final String TICKER =
      """
      import static dev.gonzo.Gonzo.*;

      void main() throws Exception {
        run(() -> {
          IO.println("ready");
          while (true) {
            spawn("tick", () -> sleep(java.time.Duration.ofMillis(1))).join();
          }
        });
      }
      """;

  @TempDir Path directory;
  private GonzoProcess gonzo;
  private Process ticker;

  @BeforeEach
  void start() throws Exception {
    gonzo = new GonzoProcess(directory).with("Ticker.java", TICKER);
    ticker =
        new ProcessBuilder(gonzo.command("run", "Ticker.java"))
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(new BufferedReader(ticker.inputReader()).readLine()).isEqualTo("ready");
  }

  @AfterEach
  void end() throws Exception {
    ticker.destroyForcibly();
    assertThat(ticker.waitFor(1, MINUTES)).isTrue();
  }

  private static boolean hasEvents(Path recording) {
    try {
      return Recording.open(recording).streams().stream()
              .flatMap(stream ->
                  java.util.stream.StreamSupport.stream(stream.events().spliterator(), false))
              .filter(Event.Ended.class::isInstance)
              .count()
          >= 3; // so that a whole round of the program is between them
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  void a_running_program_is_recorded_until_the_command_ends() throws Exception {
    String pid = Long.toString(ticker.pid());
    Path recording = directory.resolve("live.recording");
    var recorder =
        new ProcessBuilder(gonzo.command("record", "--attach", pid, "-o", "live.recording"))
            .directory(directory.toFile())
            .start();
    var said = new BufferedReader(recorder.errorReader());
    assertThat(said.readLine()).contains("gonzo: recording process " + pid, "Ctrl-C ends it");
    while (recorder.isAlive() && !hasEvents(recording)) {
      Thread.onSpinWait();
    }
    assertThat(recorder.toHandle().destroy()).isTrue(); // leaves its output open
    assertThat(said.readLine()).contains("gonzo: recorded in ", "live.recording");
    assertThat(recorder.waitFor(1, MINUTES)).isTrue();

    var shown = gonzo.gonzo("recording", "live.recording", "--to", "200");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("Sleep(until ", "has ended: it returned");
    var replayed = gonzo.gonzo("replay", "live.recording");
    assertThat(replayed.status()).isEqualTo(2);
    assertThat(replayed.err()).contains("it begins in the middle of the program");

    var again = gonzo.gonzo("record", "--attach", pid, "--for", "50ms");
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(Recording.open(directory.resolve("process-" + pid + ".recording")).streams())
        .hasSize(1);
    assertThat(ticker.isAlive()).isTrue();
  }

  @Test
  void what_cannot_be_attached_to_is_refused_with_the_reason() throws Exception {
    String pid = Long.toString(ticker.pid());
    Files.createDirectory(directory.resolve("there"));
    var exists = gonzo.gonzo("record", "--attach", pid, "-o", "there");
    assertThat(exists.status()).isEqualTo(2);
    assertThat(exists.err()).contains("there exists already");
    var nowhere = gonzo.gonzo("record", "--attach", pid, "-o", "no/where");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no/where cannot be written");
    var both = gonzo.gonzo("record", "--attach", pid, "Ticker.java");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("leave FILE.java out");
    var time = gonzo.gonzo("record", "--attach", pid, "--for", "soon");
    assertThat(time.status()).isEqualTo(2);
    assertThat(time.err()).contains("'soon' is no time");
    var none = gonzo.gonzo("record", "--attach", "999999999");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("there is no process 999999999");
  }
}
