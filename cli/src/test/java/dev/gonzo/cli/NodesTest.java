package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final List<ProcessHandle> started = new CopyOnWriteArrayList<>();

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
    // A log line of the node may follow in the same line.
    for (String error :
        List.of(
            "node1 | an error of node1",
            "node2 | an error of node2",
            "gonzo: node2 has ended with the status 7")) {
      assertThat(ended.err().lines()).anyMatch(line -> line.startsWith(error));
    }
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
      ProcessHandle node = ProcessHandle.of(Long.parseLong(line.substring(8))).orElseThrow();
      started.add(node);
      nodes.add(node);
    }
    return nodes;
  }

  /** A program that a request to end does not end. */
  private static final String STUBBORN =
      """
      import java.util.concurrent.CountDownLatch;

      void main() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
          try { java.nio.file.Files.createTempFile(java.nio.file.Path.of("."), "asked", ""); }
          catch (java.io.IOException full) { return; }
          while (true) try { Thread.sleep(100_000); } catch (InterruptedException again) {}
        }));
        IO.println(ProcessHandle.current().pid());
        new CountDownLatch(1).await();
      }
      """;

  private Process start() throws Exception {
    return start(WAITING);
  }

  private Process start(String program) throws Exception {
    shell.with("Program.java", program);
    var builder =
        new ProcessBuilder(shell.command("run", "--nodes", "2", "Program.java"))
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile());
    builder.environment().putAll(shell.environment());
    Process process = builder.start();
    // Then what reads its output ends, too.
    var late = CompletableFuture.delayedExecutor(4, TimeUnit.MINUTES);
    CompletableFuture<Void> _ = CompletableFuture.runAsync(() -> end(process), late);
    return process;
  }

  /** The nodes first: nothing else would find them. */
  private void end(Process process) {
    List<ProcessHandle> nodes = process.descendants().toList();
    process.destroyForcibly();
    nodes.forEach(ProcessHandle::destroyForcibly);
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private static void signal(Process process, String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** How many files of that name nodes have made. */
  private long files(String name) throws Exception {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith(name)).count();
    }
  }

  private void awaitFiles(String name) throws Exception {
    while (files(name) < 2) {
      Thread.sleep(10);
    }
  }

  private static void awaitEnds(List<ProcessHandle> nodes) throws Exception {
    for (ProcessHandle node : nodes) {
      node.onExit().get(3, TimeUnit.MINUTES);
    }
  }

  @Test
  void nodes_end_with_a_command_that_is_killed() throws Exception {
    Process process =
        start(
            """
            import dev.gonzo.*;
            import java.nio.file.*;
            import java.time.Duration;

            void main() throws Exception {
              Gonzo.run(() -> {
                try {
                  IO.println(ProcessHandle.current().pid());
                  Gonzo.sleep(Duration.ofDays(1));
                } finally {
                  Files.createTempFile(Path.of("."), "cleaned", "");
                }
              });
            }
            """);
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      signal(process, "KILL");
      awaitEnds(nodes);
      // What nodes clean up, since they are asked to end first.
      assertThat(files("cleaned")).isEqualTo(2);
    } finally {
      end(process);
    }
  }

  @Test
  @Tag("slow")
  void stubborn_nodes_are_ended_after_a_command_that_is_killed() throws Exception {
    Process process = start(STUBBORN);
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      signal(process, "KILL");
      awaitEnds(nodes);
    } finally {
      end(process);
    }
  }

  @Test
  void a_second_interrupt_ends_stubborn_nodes_at_once() throws Exception {
    Process process = start(STUBBORN);
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      signal(process, "INT");
      awaitFiles("asked");
      // Nodes that are stopped would not even end by themselves once this command has.
      for (ProcessHandle node : nodes) {
        assertThat(new ProcessBuilder("kill", "-STOP", "" + node.pid()).start().waitFor()).isZero();
      }
      signal(process, "INT");
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      awaitEnds(nodes);
    } finally {
      end(process);
    }
  }

  @Test
  void the_end_of_a_node_is_reported_while_something_holds_its_output() throws Exception {
    Process process =
        start(
            """
            void main() throws Exception {
              var child = new ProcessBuilder("sleep", "1000").inheritIO().start();
              IO.println(child.pid());
              System.exit(7);
            }
            """);
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> children = waiting(out);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
      awaitEnds(children);
      assertThat(directory.resolve("errors"))
          .content()
          .contains("gonzo: node1 has ended with the status 7");
    } finally {
      end(process);
    }
  }

  @Test
  void a_program_in_nodes_has_an_empty_input() throws Exception {
    shell.with("Program.java", "void main() { IO.println(IO.readln()); }");
    Ended ended = shell.gonzo("run", "--nodes", "1", "Program.java");
    assertThat(ended.out()).isEqualTo("node1 | null\n");
    assertThat(ended.status()).isZero();
  }

  @Test
  void an_interrupt_ends_all_nodes() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      signal(process, "INT");
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    } finally {
      end(process);
    }
  }

  @Test
  void a_node_that_is_killed_is_reported_and_the_others_go_on() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      List<ProcessHandle> nodes = waiting(out);
      assertThat(nodes.getFirst().destroyForcibly()).isTrue();
      nodes.getFirst().onExit().get(3, TimeUnit.MINUTES);
      assertThat(nodes.getLast().isAlive()).isTrue();
      assertThat(nodes.getLast().destroyForcibly()).isTrue();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(137);
      assertThat(directory.resolve("errors"))
          .content()
          .contains("gonzo: node1 was ended by signal 9", "gonzo: node2 was ended by signal 9");
    } finally {
      end(process);
    }
  }
}
