package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says about itself. */
@Tag("realTime")
class CommandTest {
  @TempDir Path directory;

  private GonzoProcess.Ended gonzo(String... arguments) throws Exception {
    return new GonzoProcess(directory).gonzo(arguments);
  }

  @Test
  void help_names_the_commands_and_shows_examples() throws Exception {
    var help = gonzo("--help");
    assertEquals(0, help.status());
    assertEquals("", help.err());
    assertTrue(help.out().contains("gonzo run EchoServer.java 25000"), help.out());
    assertTrue(help.out().contains("completion"), help.out());
    assertEquals(help.out(), gonzo("help").out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
  }

  @Test
  void help_of_run_is_the_same_both_ways() throws Exception {
    var help = gonzo("run", "--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("gonzo run [OPTION...] FILE.java [ARGUMENT...]"), help.out());
    assertEquals(help.out(), gonzo("help", "run").out());
  }

  @Test
  void help_of_the_readers_of_histories_fits_into_a_terminal() throws Exception {
    var timeline = gonzo("timeline", "--help");
    assertEquals(0, timeline.status());
    assertTrue(timeline.out().contains("--output"), timeline.out());
    assertTrue(timeline.out().lines().allMatch(line -> line.length() <= 80), timeline.out());
    var diff = gonzo("diff", "--help");
    assertEquals(0, diff.status());
    assertTrue(diff.out().contains("they differ"), diff.out());
    assertTrue(diff.out().lines().allMatch(line -> line.length() <= 80), diff.out());
  }

  @Test
  void help_of_explore_fits_into_a_terminal() throws Exception {
    var help = gonzo("explore", "--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("  -D  NAME=VALUE "), help.out());
    assertTrue(help.out().contains("  --order=ORDER "), help.out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
  }

  @Test
  void help_of_sim_fits_into_a_terminal() throws Exception {
    var help = gonzo("sim", "--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("gonzo sim FILE.java [OPTION...]"), help.out());
    assertTrue(help.out().contains("--shrink-runs"), help.out());
    assertTrue(help.out().contains("  -D  NAME=VALUE "), help.out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    assertEquals(help.out(), gonzo("help", "sim").out());
  }

  @Test
  void nothing_at_all_gets_the_help_and_status_2() throws Exception {
    var ended = gonzo();
    assertEquals(2, ended.status());
    assertTrue(ended.err().contains("Examples"), ended.err());
  }

  @Test
  void version_tells_gonzo_java_and_the_machine() throws Exception {
    var ended = gonzo("--version");
    assertEquals(0, ended.status());
    assertTrue(
        ended.out().matches("gonzo \\d+\\.\\d+\\.\\d+\\S* \\(Java 25\\S*, \\S.*\\)\n"),
        ended.out());
  }

  @Test
  void kernels_tells_of_each_whether_it_works_here_and_if_not_why() throws Exception {
    var ended = gonzo("kernels");
    assertEquals(0, ended.status());
    assertTrue(
        ended
            .out()
            .matches(
                "kernel\n"
                    + "  epoll        works here\n"
                    + "  uring        (works here|not here: \\S.*)\n"
                    + "  nio          works here, without process groups .*\n"
                    + "  guest        works here\n"
                    + "  sim          works here\n"
                    + "  netty-nio    works here\n"
                    + "  netty-epoll  works here\n"
                    + "  netty-uring  (works here|not here: \\S.*)\n"
                    + "\n"
                    + "carrier\n"
                    + "  scheduler    works here\n"
                    + "  baton        works here\n"),
        ended.out());
  }

  @Test
  void completion_is_a_script_that_bash_accepts() throws Exception {
    var ended = gonzo("completion");
    assertEquals(0, ended.status());
    var script = directory.resolve("completion.bash");
    java.nio.file.Files.writeString(script, ended.out());
    var check = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertEquals(0, check.waitFor());
    assertTrue(ended.out().contains("complete -F _complete_gonzo"), "no complete");
    assertTrue(ended.out().contains("epoll"), "kernels are not offered");
  }
}
