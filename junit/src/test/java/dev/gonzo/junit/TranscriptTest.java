package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** Transcripts of simulated tests. */
class TranscriptTest {
  private static String result = "";

  @TempDir private Path directory;

  /** Records three lines. */
  static class Sample {
    @Simulated(seeds = 3, sample = 1)
    void records(Transcript transcript) {
      transcript.line("begins");
      sleep(ofSeconds(1));
      transcript.line("result " + result);
      transcript.line("ends");
    }
  }

  private Results run(String... parameter) {
    Map<String, String> parameters = new HashMap<>(SimulatedFailureTest.NO_AGENT);
    parameters.put("gonzo.transcripts.directory", directory.toString());
    for (int i = 0; i < parameter.length; i += 2) {
      parameters.put(parameter[i], parameter[i + 1]);
    }
    return Results.with(parameters, Sample.class);
  }

  @Test
  @Tag("scheduler")
  void a_test_is_compared_with_its_transcript_until_the_new_one_is_accepted() throws IOException {
    Path file = directory.resolve("TranscriptTest$Sample.records.txt");
    Files.write(file, List.of("begins", "result 1", "ends"));
    result = "1";
    assertThat(run().passed()).hasSize(3);

    result = "2";
    Results other = run();
    assertThat(other.failed()).hasSize(1);
    assertThat(other.failure("seed 1"))
        .isInstanceOfSatisfying(
            AssertionFailedError.class, failure -> assertThat(failure.isExpectedDefined()).isTrue())
        .hasMessageContaining(
            "differs from %s at line 2:%n- result 1%n- ends%n+ result 2%n+ ends%n".formatted(file))
        .hasMessageContaining("accept it: -Dgonzo.transcripts.update=true")
        .hasMessageContaining("@Simulated(seed = 1)");

    assertThat(run("gonzo.transcripts.update", "true").passed()).hasSize(3);
    assertThat(Files.readAllLines(file)).containsExactly("begins", "result 2", "ends");
    assertThat(run().passed()).hasSize(3);
  }

  @Test
  void a_transcript_that_is_not_there_is_written_but_not_by_a_build() throws IOException {
    Path file = directory.resolve("transcripts").resolve("Some.test.txt");
    assertThatThrownBy(() -> new TranscriptFile(file, false, true).compare(List.of("a")))
        .hasMessageContaining("there is no transcript " + file);
    new TranscriptFile(file, false, false).compare(List.of("a", "b"));
    assertThat(Files.readAllLines(file)).containsExactly("a", "b");
    new TranscriptFile(file, false, true).compare(List.of("a", "b"));
  }

  @Test
  void a_transcript_that_ends_too_early_differs_there() throws IOException {
    Path file = Files.write(directory.resolve("Some.test.txt"), List.of("a", "b"));
    assertThatThrownBy(() -> new TranscriptFile(file, false, false).compare(List.of("a")))
        .hasMessageContaining("at line 2:\n- b\n+ (it has ended)\n");
  }
}
