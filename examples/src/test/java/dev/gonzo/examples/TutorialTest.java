package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial.md shows the files of examples/tutorial, which do what it describes. */
@Tag("realTime")
@Timeout(120)
class TutorialTest {
  private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
  private static final Pattern FILE = Pattern.compile("\\(\\.\\./examples/([\\w/]+\\.java)\\)");

  @TempDir private Path directory;

  @Test
  void each_listing_is_a_part_of_the_file_that_is_named_before_it() throws IOException {
    String file = null;
    var listing = new ArrayList<String>();
    boolean inside = false;
    int listings = 0;
    for (String line : Files.readAllLines(PAGE)) {
      Matcher link = FILE.matcher(line);
      if (line.equals("```java")) {
        inside = true;
      } else if (inside && line.equals("```")) {
        inside = false;
        assertThat(lines(file)).as(file).containsSubsequence(listing);
        listings++;
        listing.clear();
      } else if (inside) {
        listing.add(line);
      } else if (link.find()) {
        file = link.group(1);
      }
    }
    assertThat(listings).isGreaterThan(10);
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Path.of(file));
  }

  private static String outputOf(String file, String... arguments) throws Exception {
    try (var program = Example.run("tutorial/" + file, arguments)) {
      return program.rest();
    }
  }

  /** The program prints what the page shows below its listing. */
  private static void isShown(String output) throws IOException {
    assertThat(Files.readString(PAGE)).contains(output.indent(4));
  }

  @Test
  void two_at_once() throws Exception {
    isShown(outputOf("TwoAtOnce.java"));
  }

  @Test
  void in_time() throws Exception {
    isShown(outputOf("InTime.java"));
  }

  @Test
  void many() throws Exception {
    isShown(outputOf("Many.java"));
  }

  @Test
  void virtual_time() throws Exception {
    isShown(outputOf("Retry.java"));
  }

  @Test
  void a_notebook_for_all_who_connect() throws Exception {
    try (var server = Example.run("tutorial/Notebook1.java", "0")) {
      int port = server.port();
      try (var one = new Client(port);
          var other = new Client(port)) {
        assertThat(one.ask("add milk")).isEqualTo("note 1");
        assertThat(other.ask("list")).isEqualTo("milk");
        assertThat(other.line()).isEqualTo(".");
        assertThat(one.ask("what")).isEqualTo("say 'add TEXT' or 'list'");
      }
    }
  }

  @Test
  void a_line_without_an_end() throws Exception {
    try (var server = Example.run("tutorial/Notebook2.java", "0");
        var client = new Client(server.port())) {
      assertThat(client.ask("add " + "x".repeat(1_000))).isEqualTo("a line has at most 1000 bytes");
    }
  }

  @Test
  void a_shutdown_that_loses_nothing() throws Exception {
    Path notes = directory.resolve("notes.txt");
    try (var server = Example.run("tutorial/Notebook3.java", "0", notes.toString())) {
      try (var client = new Client(server.port())) {
        assertThat(client.ask("add milk")).isEqualTo("note 1");
        server.terminate();
        assertThat(client.line()).isNull();
      }
      assertThat(server.rest()).contains("saved 1");
      assertThat(server.exitStatus()).isEqualTo(128 + 15);
    }
    assertThat(notes).hasContent("milk\n");
  }

  /** A client of a notebook, line by line. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader input;
    private final PrintWriter output;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      input = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      output = new PrintWriter(socket.getOutputStream(), true, UTF_8);
    }

    String ask(String line) throws IOException {
      output.println(line);
      return line();
    }

    String line() throws IOException {
      return input.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
