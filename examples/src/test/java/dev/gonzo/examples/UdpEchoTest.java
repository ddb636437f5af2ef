package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The datagram example with another program as its client. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class UdpEchoTest {
  @Test
  void netcat_hears_what_it_says() throws Exception {
    try (var server = Example.run("UdpEcho.java", "0")) {
      var netcat =
          new ProcessBuilder("nc", "-u", "-w", "30", "127.0.0.1", "" + server.port())
              .redirectErrorStream(true)
              .start();
      try (var keyboard = netcat.getOutputStream();
          var screen = netcat.inputReader(UTF_8)) {
        for (String line : new String[] {"first", "second"}) {
          keyboard.write((line + "\n").getBytes(UTF_8));
          keyboard.flush();
          assertThat(screen.readLine()).isEqualTo(line);
        }
        keyboard.write(("x".repeat(2_000) + "\n").getBytes(UTF_8));
        keyboard.flush();
        // Only now, or netcat might send two lines as one datagram.
        assertThat(server.line()).contains("cut: ").contains("length=1400, size=2001");
        // Its beginning has come back without the end of the line, followed by the next line.
        keyboard.write("third\n".getBytes(UTF_8));
        keyboard.flush();
        assertThat(screen.readLine()).isEqualTo("x".repeat(1_400) + "third");
      } finally {
        netcat.destroyForcibly();
      }
    }
  }
}
