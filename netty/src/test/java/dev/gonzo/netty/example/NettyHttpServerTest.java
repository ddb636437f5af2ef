package dev.gonzo.netty.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a process, asked by curl. */
@Timeout(300)
@Tag("realTime")
class NettyHttpServerTest {
  private Process server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("..", "jvm.flags").toAbsolutePath(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                NettyHttpServer.class.getName(),
                "0")
            .redirectErrorStream(true)
            .start();
    BufferedReader output = server.inputReader(UTF_8);
    var seen = new ArrayList<String>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.startsWith("listening on ")) {
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        return;
      }
    }
    throw new AssertionError("the server ended without listening; it said: " + seen);
  }

  @AfterEach
  void stop() {
    server.destroyForcibly();
  }

  private String curl(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("curl", "--silent", "--max-time", "20"));
    for (String argument : arguments) {
      command.add(argument.startsWith("/") ? "http://127.0.0.1:" + port + argument : argument);
    }
    Process curl;
    try {
      // Its progress, which it shows of several at once, is nobody's.
      curl = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException absent) {
      assumeTrue(false, "there is no curl");
      throw absent;
    }
    String said = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void straight_lines_answer_over_one_connection_and_over_several() throws Exception {
    assertThat(curl("/", "/slow", "/both", "/self", "/"))
        .isEqualTo(
            """
            hello, you are request 1
            slow
            left and right
            I say: slow
            hello, you are request 6
            """);
    assertThat(curl("--parallel", "/slow", "/slow", "/slow")).isEqualTo("slow\nslow\nslow\n");
    assertThat(curl("--write-out", "%{http_code}", "/nowhere")).isEqualTo("no such page\n404");
  }

  @Test
  void requests_one_behind_the_other_are_answered_in_order() throws Exception {
    try (var client = new Socket("127.0.0.1", port)) {
      client
          .getOutputStream()
          .write(
              ("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
                      + "GET /both HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      String answers = new String(client.getInputStream().readAllBytes(), UTF_8);
      assertThat(answers).containsSubsequence("slow\n", "HTTP/1.1 200 OK", "left and right\n");
    }
  }
}
