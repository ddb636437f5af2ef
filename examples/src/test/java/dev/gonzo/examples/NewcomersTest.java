package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages for users who make a mistake. */
@Tag("realTime")
class NewcomersTest {
  @TempDir private Path directory;

  private String program(String text) throws IOException {
    Path file = directory.resolve("Program.java");
    return Files.writeString(file, text).toString();
  }

  @Test
  void who_sleeps_outside_run_is_told_where_to_call_it() throws Exception {
    String file =
        program(
            """
            import static dev.gonzo.Gonzo.*;
            void main() {
              sleep(java.time.Duration.ofSeconds(1));
            }
            """);
    try (var program = Example.run(file)) {
      assertThat(program.rest())
          .contains("Program.java:3: error: [gonzo:outside-run] sleep() is async")
          .contains("Write run(() -> { ... }) around it.")
          .hasLineCount(5);
      assertThat(program.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void whose_port_is_taken_is_told_which_and_what_to_do() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        var server = Example.run("EchoServer.java", "" + holder.getLocalPort())) {
      assertThat(server.rest())
          .contains("cannot listen on 127.0.0.1:" + holder.getLocalPort())
          .contains("stop the program that uses it, or choose another port");
      assertThat(server.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void who_asks_for_the_fast_carrier_and_lacks_its_flag_is_told_the_flags() throws Exception {
    String file =
        program(
            """
            import static dev.gonzo.Gonzo.*;
            void main() {
              run(() -> IO.println("never"));
            }
            """);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dgonzo.carrier=scheduler", "-cp", "../cli/target/application/gonzo-core.jar", file));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(said)
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED")
        .contains("--enable-native-access=ALL-UNNAMED")
        .doesNotContain("never\n");
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
