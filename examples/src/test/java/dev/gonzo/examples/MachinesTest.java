package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in {@code examples/machines}, each in three processes. */
@Tag("realTime")
class MachinesTest {
  private static final Pattern LISTENING =
      Pattern.compile("node(\\d) \\| listening on 127.0.0.1:(\\d+), has the (\\w+)");

  @TempDir Path directory;

  private Process start(String file, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "jvm.flags").toAbsolutePath());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.gonzo.cli.Main"));
    command.addAll(List.of("run", "--nodes", "3", "machines/" + file));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(directory.resolve("err").toFile());
    builder.environment().put("GONZO_CACHE", "never");
    Process process = builder.start();
    // Then what reads its output ends, too.
    var late = CompletableFuture.delayedExecutor(4, TimeUnit.MINUTES);
    CompletableFuture<Void> _ = CompletableFuture.runAsync(() -> end(process), late);
    return process;
  }

  /** The nodes first: nothing else would find them. */
  private static void end(Process process) {
    List<ProcessHandle> nodes = process.descendants().toList();
    process.destroyForcibly();
    nodes.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void words_are_counted_although_a_node_is_lost() throws Exception {
    Process process = start("WordCount.java", "--lose", "node2");
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = out.lines().toList();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(lines)
          .contains(
              "node2 | ends without a word",
              "node1 | 5000 words",
              "node1 |   be 1000",
              "node1 |   to 1000",
              "node1 |   is 500");
      assertThat(lines).anyMatch(line -> line.matches("node3 \\| has counted [1-9]\\d* parts"));
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(directory.resolve("err")))
          .contains("gonzo: node2 has ended with the status 1");
    } finally {
      end(process);
    }
  }

  /** One who is connected to a node, and talks. */
  private static final class Person implements AutoCloseable {
    private final Socket socket;
    private final PrintWriter out;
    private final BufferedReader in;

    Person(int port, String name) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(60_000);
      out = new PrintWriter(socket.getOutputStream(), true, UTF_8);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      says(name);
    }

    void says(String line) {
      out.println(line);
    }

    void hears(String line) throws IOException {
      assertThat(in.readLine()).isEqualTo(line);
    }

    /** Enters a room as soon as its node is found. */
    void enters(String room, String heard) throws IOException {
      String line;
      do {
        says("/enter " + room);
        line = in.readLine();
      } while (line.equals("there is no " + room + " now"));
      assertThat(line).isEqualTo(heard);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void people_on_different_nodes_talk_in_a_room_on_a_third() throws Exception {
    Process process = start("Rooms.java");
    try (BufferedReader out = process.inputReader()) {
      Map<String, Integer> ports = new TreeMap<>();
      while (ports.size() < 3) {
        Matcher listening = LISTENING.matcher(out.readLine());
        assertThat(listening.matches()).isTrue();
        ports.put(listening.group(3), Integer.parseInt(listening.group(2)));
      }
      try (var anna = new Person(ports.get("kitchen"), "anna");
          var ben = new Person(ports.get("garden"), "ben")) {
        anna.says("too early");
        anna.hears("enter a room first: /enter kitchen");
        anna.enters("office", "anna enters the office");
        ben.enters("office", "ben enters the office");
        anna.hears("ben enters the office");
        anna.says("hello");
        anna.hears("anna: hello");
        ben.hears("anna: hello");
        ben.enters("kitchen", "ben enters the kitchen");
        anna.hears("ben leaves");
        ben.says("is anna there?");
        ben.hears("ben: is anna there?");
        anna.enters("kitchen", "anna enters the kitchen");
        ben.hears("anna enters the kitchen");
      }
      process.destroy();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      end(process);
    }
  }
}
