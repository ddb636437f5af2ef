package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run in several processes at once. */
@Tag("realTime")
class NodesTest {
  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  @Test
  void each_line_comes_after_the_name_of_its_node_and_the_first_bad_status_is_passed_on()
      throws Exception {
    shell.with(
        "Program.java",
        """
        import dev.gonzo.*;
        import dev.gonzo.cluster.*;
        import dev.gonzo.sync.*;

        void main(String[] arguments) throws Exception {
          Gonzo.run(() -> {
            var called = Event.of();
            var call = Remote.of("call/1", String.class, String.class, text -> {
              called.set();
              return text + " and back";
            });
            try (var cluster = Cluster.join("test", ClusterOptions.ofProperties().serving(call))) {
              System.err.print("an error of " + cluster.self());
              if (cluster.self().name().equals("node1")) {
                Node other = cluster.awaitNodes(2).getLast();
                IO.println(cluster.call(other, call, "there") + " " + List.of(arguments));
              } else {
                called.await();
                IO.println("called " + List.of(arguments));
              }
            }
          });
          if (System.getProperty("gonzo.node").equals("node2")) System.exit(7);
        }
        """);
    Ended ended = shell.gonzo("run", "--nodes", "2", "Program.java", "a", "--b");
    assertThat(ended.out().lines())
        .containsExactlyInAnyOrder("node1 | there and back [a, --b]", "node2 | called [a, --b]");
    assertThat(ended.err().lines())
        .contains(
            "node1 | an error of node1",
            "node2 | an error of node2",
            "gonzo: node2 has ended with the status 7");
    assertThat(ended.status()).isEqualTo(7);
  }

  @Test
  void what_does_not_compile_is_shown_once_and_a_wrong_number_is_refused() throws Exception {
    shell.with("Program.java", "void main() { nonsense; }");
    Ended ended = shell.gonzo("run", "--nodes", "2", "Program.java");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err().lines().filter(line -> line.contains("error:"))).hasSize(1);
    for (String count : List.of("0", "65")) {
      assertThat(shell.gonzo("run", "--nodes", count, "Program.java"))
          .isEqualTo(new Ended(2, "", "gonzo: --nodes must be between 1 and 64\n"));
    }
  }

  private static final String WAITING =
      """
      import dev.gonzo.*;
      import java.time.Duration;

      void main() {
        IO.println(ProcessHandle.current().pid());
        Gonzo.run(() -> Gonzo.sleep(Duration.ofDays(1)));
      }
      """;

  /** Starts two nodes that wait, and returns their processes. */
  private List<ProcessHandle> waiting(BufferedReader out) throws Exception {
    var nodes = new ArrayList<ProcessHandle>();
    while (nodes.size() < 2) {
      String line = out.readLine();
      assertThat(line).matches("node[12] \\| \\d+");
      nodes.add(ProcessHandle.of(Long.parseLong(line.substring(8))).orElseThrow());
    }
    return nodes;
  }

  private Process start() throws Exception {
    shell.with("Program.java", WAITING);
    var builder =
        new ProcessBuilder(shell.command("run", "--nodes", "2", "Program.java"))
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile());
    builder.environment().putAll(shell.environment());
    return builder.start();
  }

  @Test
  void an_interrupt_ends_all_nodes() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_node_that_is_killed_is_reported_and_the_others_go_on() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      assertThat(nodes.getFirst().destroyForcibly()).isTrue();
      nodes.getFirst().onExit().get(60, TimeUnit.SECONDS);
      assertThat(nodes.getLast().isAlive()).isTrue();
      assertThat(nodes.getLast().destroyForcibly()).isTrue();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(137);
      assertThat(directory.resolve("errors"))
          .content()
          .contains("gonzo: node1 was ended by signal 9", "gonzo: node2 was ended by signal 9");
    } finally {
      process.destroyForcibly();
    }
  }
}
