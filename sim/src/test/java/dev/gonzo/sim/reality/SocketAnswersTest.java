package dev.gonzo.sim.reality;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Task;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.net.Unix;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Simulation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** Answers of Linux that random scripts have found to be missing in the simulation. */
class SocketAnswersTest {
  private static void run(AsyncRunnable<?> main) {
    Ending<?> ending = Simulation.ofSeed(1).run(main);
    assertThat(ending.failure()).isEmpty();
  }

  @Test
  void a_send_that_waits_for_room_fails_when_our_output_is_shut() {
    run(() -> {
      try (Listener listener = Tcp.listen("127.0.0.1", 0);
          var socket = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
        Task<?> sending =
            spawn(() -> {
              while (true) {
                int _ = socket.write(new byte[10_000], 0, 10_000);
              }
            });
        sleep(ofSeconds(1));
        assertThat(sending.outcome()).isEmpty();
        socket.shutdownOutput();
        assertThatThrownBy(sending::join)
            .hasRootCauseInstanceOf(SocketException.class)
            .rootCause()
            .hasMessageContaining("the output was shut down on our side");
      }
    });
  }

  @Test
  void nothing_connects_to_a_unix_socket_that_receives_from_its_peer_only() {
    run(() -> {
      try (var first = Unix.openDatagrams("first");
          var second = Unix.connectDatagrams("first")) {
        String address = second.localAddress().text();
        assertThatThrownBy(() -> Unix.connectDatagrams(address))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("EPERM");
        first.close();
        assertThatThrownBy(() -> second.send(new byte[1])).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> second.send(new byte[1])).hasMessageContaining("ENOTCONN");
        Unix.connectDatagrams(address).close(); // it has no peer any more
      }
    });
  }

  @Test
  void a_datagram_that_is_too_long_is_refused_before_the_failure_of_an_earlier_one() {
    run(() -> {
      int port;
      try (var closed = Udp.open("127.0.0.1", 0)) {
        port = closed.localAddress().getPort();
      }
      try (var socket = Udp.connect("127.0.0.1", port)) {
        socket.send(new byte[1]);
        sleep(ofMillis(100));
        assertThatThrownBy(() -> socket.send(new byte[70_000])).hasMessageContaining("EMSGSIZE");
        assertThatThrownBy(() -> socket.send(new byte[1]))
            .isInstanceOf(PortUnreachableException.class);
      }
    });
  }
}
