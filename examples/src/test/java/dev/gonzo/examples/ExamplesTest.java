package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example does what its header describes. */
@Tag("realTime")
class ExamplesTest {
  private static final int TERMINATED = 128 + 15;

  @Test
  void hello_greets() throws Exception {
    try (var hello = Example.run("Hello.java", "Guido")) {
      assertThat(hello.rest()).isEqualTo("Hello Guido\n");
      assertThat(hello.exitStatus()).isZero();
    }
  }

  @Test
  void the_greeting_by_hand_shows_each_step() throws Exception {
    try (var hello = Example.run("HelloByHand.java")) {
      assertThat(hello.rest())
          .isEqualTo(
              """
              it asks: ReadClock[]
              it asks: Sleep[until=PT1S]
              it returned: Hello World
              """);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EchoServer.java",
        "ladder/Echo1OneClient.java",
        "ladder/Echo2Threads.java",
        "ladder/Echo3Processes.java",
        "ladder/Echo4Callbacks.java",
        "ladder/Echo5Coroutines.java"
      })
  void an_echo_server_sends_back_what_comes(String file) throws Exception {
    try (var server = Example.run(file, "0")) {
      int port = server.port();
      for (int client = 0; client < 3; client++) {
        assertEchoes(port, client == 2 ? 1_000_000 : 10);
      }
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void the_processes_of_the_ladder_end_with_the_one_that_started_them() throws Exception {
    try (var server = Example.run("ladder/Echo3Processes.java", "0")) {
      assertEchoes(server.port(), 10);
      List<ProcessHandle> workers = server.children();
      assertThat(workers).hasSize(4);
      server.kill();
      for (ProcessHandle worker : workers) {
        assertThat(worker.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
      }
    }
  }

  private static void assertEchoes(int port, int size) throws Exception {
    var sent = new byte[size];
    Arrays.fill(sent, (byte) 'x');
    sent[size - 1] = '\n';
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(sent);
                } catch (IOException failure) {
                  throw new AssertionError(failure);
                }
              });
      assertThat(socket.getInputStream().readNBytes(size)).isEqualTo(sent);
      sender.join();
    }
  }

  @Test
  void the_echo_server_talks_to_a_client_that_nobody_here_wrote() throws Exception {
    try (var server = Example.run("EchoServer.java", "0")) {
      var netcat =
          new ProcessBuilder("nc", "-q", "1", "127.0.0.1", "" + server.port())
              .redirectErrorStream(true)
              .start();
      netcat.getOutputStream().write("from netcat\n".getBytes(UTF_8));
      netcat.getOutputStream().close();
      assertThat(new String(netcat.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("from netcat\n");
    }
  }

  @Test
  void the_echo_client_checks_what_comes_back() throws Exception {
    try (var server = Example.run("EchoServer.java", "0");
        var client = Example.run("EchoClient.java", "127.0.0.1", "" + server.port(), "a", "bc")) {
      assertThat(client.rest()).containsPattern("a  \\(\\d+ ms\\)\nbc  \\(\\d+ ms\\)\n");
      assertThat(client.exitStatus()).isZero();
    }
  }

  @Test
  void the_fibonacci_server_answers_numbers_and_nonsense() throws Exception {
    try (var server = Example.run("FibonacciServer.java", "0");
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("30\nnonsense\n-1\n99999\n10\n".getBytes(UTF_8));
      socket.shutdownOutput();
      var replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(replies.lines())
          .containsExactly(
              "832040",
              "send a whole number from 0 to 45",
              "send a whole number from 0 to 45",
              "send a whole number from 0 to 45",
              "55");
    }
  }

  @Test
  void the_fibonacci_server_bounds_a_line() throws Exception {
    try (var server = Example.run("FibonacciServer.java", "0");
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("1".repeat(101).getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void the_backup_copies_a_tree_and_its_sums_are_right(@TempDir Path directory) throws Exception {
    Path from = directory.resolve("from");
    for (int i = 0; i < 300; i++) {
      Path file = from.resolve("d" + i % 7 + "/e" + i % 3 + "/file " + i);
      Files.createDirectories(file.getParent());
      Files.write(file, ("content " + i).repeat(i == 0 ? 100_000 : i).getBytes(UTF_8));
    }
    Files.createDirectories(from.resolve("empty"));
    Path to = directory.resolve("to");
    for (int round = 0; round < 2; round++) {
      try (var backup = Example.run("Backup.java", from.toString(), to.toString())) {
        assertThat(backup.rest()).contains("300 files, ").contains("99 of 100 ticks were late by");
        assertThat(backup.exitStatus()).isZero();
      }
      var difference = new ProcessBuilder("diff", "-r", from.toString(), to.toString()).start();
      assertThat(difference.waitFor()).isZero();
      var check =
          new ProcessBuilder("sha256sum", "-c", "--quiet", "../to.sha256")
              .directory(to.toFile())
              .inheritIO()
              .start();
      assertThat(check.waitFor()).isZero();
    }
    assertThat(Files.readAllLines(directory.resolve("to.sha256"))).hasSize(300);
  }

  @Test
  void a_child_process_is_read_while_it_is_written_to() throws Exception {
    try (var subprocess = Example.run("Subprocess.java")) {
      assertThat(subprocess.rest())
          .isEqualTo(
              """
              wrote to
              wrote be
              wrote or
              wrote not
              wrote to
              wrote be
                       read be
                       read be
                       read not
                       read or
                       read to
                       read to
              the reader has read 6 lines
              sort ended: Exited[code=0]
              sort -u | wc -l: 4
              """);
      assertThat(subprocess.exitStatus()).isZero();
    }
    try (var cat = Example.run("Subprocess.java", "cat")) {
      assertThat(cat.rest()).startsWith("wrote to\n         read to\nwrote be\n         read be\n");
    }
  }

  @Test
  void a_child_process_that_does_not_answer_is_ended_with_its_time() throws Exception {
    try (var silent = Example.run("Subprocess.java", "sh", "-c", "exec sleep 1000 0<&-")) {
      assertThat(silent.rest()).contains("it has closed its input");
      assertThat(silent.exitStatus()).isEqualTo(1);
    }
  }
}
