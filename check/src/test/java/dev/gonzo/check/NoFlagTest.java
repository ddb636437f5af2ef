package dev.gonzo.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real javac, in a JVM without a flag. */
@Tag("realTime")
class NoFlagTest {
  private static final String SOURCE =
      """
      import static dev.gonzo.Gonzo.*;

      class Config {
        static final String NAME = load();

        static String load() {
          sleep(java.time.Duration.ofMillis(1));
          return "x";
        }
      }
      """;

  @TempDir Path directory;

  private String javac(int status, String... options) throws Exception {
    Path file = directory.resolve("Config.java");
    Files.writeString(file, SOURCE);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-J-Duser.language=en", "-d", directory.resolve("out").toString()));
    command.addAll(List.of("-cp", Sources.gonzo().toString(), "Config.java"));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(status);
    return output;
  }

  private static String check() throws IOException {
    return Path.of(System.getProperty("basedir", "."), "target", "classes").toRealPath().toString();
  }

  @Test
  void on_the_processor_path_it_starts_by_itself() throws Exception {
    assertThat(javac(1, "-processorpath", check(), "--release", "25"))
        .isEqualTo(
            """
            Config.java:4: error: [gonzo:static-initialiser] Config.load() can suspend (it calls \
            sleep()) in a static initialiser, where nothing can suspend: the JVM holds the class \
            meanwhile
              static final String NAME = load();
                                         ^
                Call it in a method that runs later, or pass the value in.
            1 error
            """);
  }

  @Test
  void it_takes_options_and_runs_only_once() throws Exception {
    String output = javac(0, "-processorpath", check(), "-proc:none", "-Xplugin:Gonzo warnings");
    assertThat(output)
        .containsOnlyOnce("warning: [gonzo:static-initialiser]")
        .contains("1 warning");
  }
}
