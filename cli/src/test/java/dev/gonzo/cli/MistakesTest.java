package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mistakes of newcomers that {@code gonzo run} reports before the program starts. */
@Tag("realTime")
class MistakesTest {
  @TempDir Path directory;

  @Test
  void an_async_call_outside_run_is_reported_with_the_line_and_what_to_write() throws Exception {
    var shell =
        new GonzoProcess(directory)
            .with(
                "Hello.java",
                """
                import static dev.gonzo.Gonzo.*;

                void main() {
                  sleep(java.time.Duration.ofMillis(1));
                }
                """);
    assertThat(shell.gonzo("run", "Hello.java"))
        .isEqualTo(
            new Ended(
                1,
                "",
                """
                Hello.java:4: error: [gonzo:outside-run] sleep() is async, and main calls it outside \
                run(...), where it fails with OutsideKernelException
                  sleep(java.time.Duration.ofMillis(1));
                  ^
                    Write run(() -> { ... }) around it.
                1 error
                """));
  }

  @Test
  void a_warning_is_printed_also_when_the_program_was_compiled_before() throws Exception {
    var cache = Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString());
    var shell =
        new GonzoProcess(directory, cache, List.of())
            .with(
                "Hello.java",
                """
                import static dev.gonzo.Gonzo.*;

                void main() {
                  run(() -> {
                    IO.println("line: " + IO.readln());
                  });
                }
                """);
    Ended first = shell.gonzo("run", "Hello.java");
    assertThat(first.err())
        .contains("Hello.java:5: warning: [gonzo:native-block] IO.readln() blocks natively inside");
    assertThat(first.out()).isEqualTo("line: null\n");
    assertThat(shell.gonzo("run", "Hello.java")).isEqualTo(first);
  }

  @Test
  void the_colours_of_a_library_are_shown_and_stored() throws Exception {
    var shell = new GonzoProcess(directory);
    Path classes = Path.of(System.getProperty("basedir", "."), "target", "classes");
    Path copy = directory.resolve("lib/dev/gonzo/cli");
    Files.createDirectories(copy);
    Files.copy(classes.resolve("dev/gonzo/cli/ProgramKey.class"), copy.resolve("Key.class"));
    Files.writeString(copy.resolve("Broken.class"), "no class");
    Ended shown = shell.gonzo("colours", "lib");
    assertThat(shown.status()).isZero();
    assertThat(shown.out()).startsWith("gonzo colours 1\n");
    assertThat(shown.err())
        .contains("gonzo: skipped dev/gonzo/cli/Broken.class: it is no class file that Java ")
        .endsWith("gonzo: 1 class: 0 methods can suspend, 0 can block natively\n");
    assertThat(shell.gonzo("colours", "lib", "--update").err()).endsWith("; stored in lib\n");
    assertThat(directory.resolve("lib/META-INF/gonzo/colours")).hasContent(shown.out());
  }

  @Test
  void a_library_that_is_not_there_is_refused() throws Exception {
    assertThat(new GonzoProcess(directory).gonzo("colours", "a.jar"))
        .isEqualTo(new Ended(2, "", "gonzo: there is no file a.jar; name a jar or a directory\n"));
  }
}
