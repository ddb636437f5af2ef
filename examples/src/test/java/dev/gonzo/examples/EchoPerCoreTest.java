package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two kernels on one port. */
@Timeout(300)
@Tag("realTime")
class EchoPerCoreTest {
  private static final Pattern NEWS = Pattern.compile("kernel (\\d) has served (\\d+)");
  private static final int CLIENTS = 64;

  @Test
  void both_kernels_serve_clients_of_one_port_and_tell_the_first_one() throws Exception {
    try (var server = Example.run("EchoPerCore.java", "2", "0")) {
      int port = server.port();
      assertThat(server.port()).isEqualTo(port);
      var clients = new ArrayList<Socket>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      for (Socket client : clients) {
        echoes(client);
        client.close();
      }
      Map<String, Integer> served = new TreeMap<>();
      while (served.values().stream().mapToInt(Integer::intValue).sum() < CLIENTS) {
        String line = server.line();
        Matcher news = NEWS.matcher(line);
        assertThat(news.matches()).as(line).isTrue();
        served.put(news.group(1), Integer.parseInt(news.group(2)));
      }
      assertThat(served).containsOnlyKeys("0", "1");
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(143);
    }
  }

  @Test
  void a_port_that_is_taken_ends_all_the_kernels() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var server = Example.run("EchoPerCore.java", "2", "" + taken.getLocalPort())) {
      assertThat(server.rest())
          .contains("kernel 0 (of 0 to 1) failed")
          .contains("address already in use");
      assertThat(server.exitStatus()).isEqualTo(1);
    }
  }

  private static void echoes(Socket client) throws IOException {
    byte[] message = ("hello from " + client.getLocalPort()).getBytes(UTF_8);
    client.getOutputStream().write(message);
    assertThat(client.getInputStream().readNBytes(message.length)).isEqualTo(message);
  }
}
