package rules.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every test that depends on real time is tagged {@code realTime}, in all modules. */
class RealTimeTagTest {
  private static final Pattern LIMIT = Pattern.compile("@Timeout\\((?:value = )?(\\d+)");
  private static final int LEAST_SECONDS = 120;

  @Test
  void every_test_that_reads_a_clock_or_starts_a_process_is_tagged() throws IOException {
    List<TestFile> files = Sources.all();
    assertThat(files).hasSizeGreaterThan(200);
    var closure = new Closure(files);
    List<String> untagged =
        files.stream()
            .flatMap(
                file -> closure.untagged(file).stream().map(test -> file.module() + ": " + test))
            .sorted()
            .toList();
    assertThat(untagged)
        .as("add @Tag(\"realTime\") to these tests or their classes, or run them in virtual time")
        .isEmpty();
  }

  @Test
  void a_limit_that_guards_against_hanging_is_generous() throws IOException {
    var hasty = new ArrayList<String>();
    for (Path file : Sources.files()) {
      var limit = LIMIT.matcher(Files.readString(file));
      while (limit.find()) {
        if (Integer.parseInt(limit.group(1)) < LEAST_SECONDS) {
          hasty.add(file.getFileName() + ": " + limit.group());
        }
      }
    }
    assertThat(hasty)
        .as("a busy machine may need %s seconds for what a quiet one does in one", LEAST_SECONDS)
        .isEmpty();
  }

  private static List<String> untagged(String body) {
    var file = Sources.parse("class Sample {\n" + body + "\n}\n");
    return new Closure(List.of(file)).untagged(file);
  }

  @Test
  void a_clock_is_found_in_what_a_test_calls() {
    assertThat(untagged("@Test void slow() { help(); } void help() { System.nanoTime(); }"))
        .containsExactly("Sample.slow because of Sample.help");
    assertThat(
            untagged(
                "@Test void slow() { new Help(); } class Help { long l = now(Clock::systemUTC); }"))
        .containsExactly("Sample.slow because of Sample.Help");
    assertThat(untagged("@BeforeEach void begin() { Command.of(\"ls\"); } @Test void slow() {}"))
        .containsExactly("Sample.slow because of Sample.begin");
    assertThat(untagged("@ParameterizedTest void slow() { future.get(1, TimeUnit.SECONDS); }"))
        .hasSize(1);
    assertThat(untagged("@Test void slow() { socket.setSoTimeout(5); }")).hasSize(1);
    assertThat(untagged("@GonzoTest void slow() { sleep(SHORT); }")).hasSize(1);
    assertThat(untagged("@Test void slow() { run(() -> sleep(SHORT)); }")).hasSize(1);
  }

  @Test
  void virtual_time_and_a_tag_are_enough() {
    assertThat(untagged("@Test @Tag(\"realTime\") void slow() { System.nanoTime(); }")).isEmpty();
    assertThat(
            untagged(
                "@Test void quick() { run(kernel(), () -> sleep(SHORT)); }"
                    + " Kernel kernel() { return Kernels.of(\"none\", new VirtualClock()); }"))
        .isEmpty();
    assertThat(untagged("@GonzoTest(virtualTime = true) void quick() { sleep(SHORT); }")).isEmpty();
    assertThat(untagged("@Test void byHand() { Coroutine.of(() -> sleep(SHORT)).send(null); }"))
        .isEmpty();
    assertThat(untagged("@Test void quick() { help(); } void other() { System.nanoTime(); }"))
        .isEmpty();
  }
}
