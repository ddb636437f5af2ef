package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.untilSuspended;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.net.DatagramOptions;
import dev.gonzo.net.DatagramSocket;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixDatagramSocket;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": datagrams between Unix sockets. */
public abstract class UnixDatagramConformance extends DatagramConformance<UnixAddress> {
  /** Creates the chapter. */
  protected UnixDatagramConformance() {}

  /** Skips the chapter on nio, since the JDK's channels support only streams. */
  @BeforeEach
  void skipOnNio() {
    Assumptions.assumeFalse(kernel().name().equals("nio"), "the JDK has no such datagrams");
  }

  private String address(String name) {
    return path(name).toString();
  }

  @Override
  UnixDatagramSocket open(DatagramOptions options) throws IOException {
    return Unix.openDatagrams(options);
  }

  @Override
  UnixDatagramSocket connect(DatagramSocket<UnixAddress> peer, DatagramOptions options)
      throws IOException {
    return Unix.connectDatagrams(peer.localAddress().text(), options);
  }

  @Test
  @Specified({"6.11", "6.15", "6.17"})
  void a_socket_receives_at_a_path_and_its_file_is_gone_afterwards() throws IOException {
    String address = address("server.sock");
    run(() -> {
      try (var server = Unix.openDatagrams(address);
          var client = Unix.openDatagrams()) {
        assertThat(server.localAddress()).isEqualTo(UnixAddress.of(address));
        assertThat(client.localAddress().isAbstract()).isTrue();
        client.sendTo("hello".getBytes(UTF_8), address);
        assertThat(receive(server)).isEqualTo("hello");
      }
      assertThat(files().exists(Path.of(address))).isFalse();
    });
  }

  @Test
  @Specified({"6.15", "6.17"})
  void a_connected_socket_refuses_the_datagrams_of_others() throws IOException {
    run(() -> {
      try (var server = open();
          var stranger = open();
          var client = connect(server)) {
        assertThatThrownBy(() -> send(stranger, "not for you", client))
            .isInstanceOf(IOException.class);
        send(server, "for you", client);
        assertThat(receive(client)).isEqualTo("for you");
      }
    });
  }

  @Test
  @Specified("6.17")
  void a_receiver_that_does_not_receive_holds_the_sender_up_and_nothing_is_lost()
      throws IOException {
    int count = 2_000;
    run(() -> {
      try (var server = open();
          var open = open();
          var connected = connect(server)) {
        for (boolean isConnected : new boolean[] {false, true}) {
          Task<?> sender =
              spawn(() -> {
                for (int i = 0; i < count; i++) {
                  byte[] number = String.valueOf(i).getBytes(UTF_8);
                  if (isConnected) {
                    connected.send(number);
                  } else {
                    open.sendTo(number, server.localAddress());
                  }
                }
              });
          untilSuspended(sender);
          for (int i = 0; i < count; i++) {
            assertThat(receive(server)).isEqualTo(String.valueOf(i));
          }
          Object _ = sender.join();
        }
      }
    });
  }

  @Test
  @Specified("6.17")
  void a_datagram_that_is_longer_than_the_send_buffer_is_refused() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open()) {
        client.setOption(StandardSocketOptions.SO_SNDBUF, 10_000);
        assertThatThrownBy(() -> client.sendTo(new byte[50_000], server.localAddress()))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("datagram of 50000 bytes")
            .hasMessageContaining("SO_SNDBUF");
        send(client, "short", server);
        assertThat(receive(server)).isEqualTo("short");
      }
    });
  }

  @Test
  @Specified({"6.15", "6.17"})
  void a_datagram_that_no_program_receives_is_refused() throws IOException {
    String address = address("gone.sock");
    run(() -> {
      try (var client = Unix.openDatagrams()) {
        assertThatThrownBy(() -> client.sendTo(new byte[1], address))
            .isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> Unix.connectDatagrams(address))
            .isInstanceOf(ConnectException.class);
        var server = Unix.openDatagrams(address);
        UnixDatagramSocket connected = Unix.connectDatagrams(address);
        Task<String> receiver = spawn(() -> receive(connected));
        untilSuspended(receiver);
        server.close();
        assertThatThrownBy(() -> connected.send(new byte[1])).isInstanceOf(IOException.class);
        connected.close();
        assertThatThrownBy(receiver::join).isInstanceOf(TaskFailedException.class);
      }
    });
  }

  @Test
  @Specified("6.17")
  void a_datagram_to_a_socket_for_streams_is_refused() throws IOException {
    String address = address("streams.sock");
    run(() -> {
      try (var _ = Unix.listen(address);
          var client = Unix.openDatagrams()) {
        assertThatThrownBy(() -> client.sendTo(new byte[1], address))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining(address)
            .hasMessageContaining("one socket is for streams");
      }
    });
  }

  @Test
  @Specified("6.15")
  void a_socket_that_cannot_be_connected_leaves_no_file() throws IOException {
    run(() -> {
      var asked =
          new OpenDatagrams(
              UnixAddress.of(address("mine.sock")), UnixAddress.of(address("gone.sock")), Map.of());
      for (int i = 0; i < 2; i++) { // the second would find the file of the first in its way
        assertThatThrownBy(() -> Coroutine.trap(asked)).isInstanceOf(ConnectException.class);
        assertThat(files().exists(path("mine.sock"))).isFalse();
      }
    });
  }

  @Tag("realTime")
  @Test
  @Specified("6.11")
  void a_socket_is_named_by_its_address_or_its_peer() throws IOException {
    String address = address("named.sock");
    run(() -> {
      try (var receiver = Unix.openDatagrams(address);
          var sender = Unix.connectDatagrams(address);
          var other = Unix.openDatagrams()) {
        assertThat(receiver).hasToString("the socket for datagrams at " + address);
        assertThat(sender).hasToString("the socket for datagrams to " + address);
        assertThat(other).hasToString("the socket for datagrams at " + other.localAddress());
      }
    });
  }

  // ---------------------------------------------------------------- files in the way

  @Test
  @Specified("6.15")
  void a_socket_that_lives_is_not_stale() throws IOException {
    String address = address("alive.sock");
    var options = DatagramOptions.defaults().withStaleReplaced();
    run(() -> {
      try (var server = Unix.openDatagrams(address)) {
        assertThat(Unix.removeStale(Path.of(address))).isFalse();
        assertThatThrownBy(() -> Unix.openDatagrams(address, options))
            .isInstanceOf(BindException.class);
        assertThatThrownBy(() -> Unix.connect(address)).isInstanceOf(IOException.class);
        try (var client = Unix.openDatagrams()) {
          client.sendTo("alive".getBytes(UTF_8), address);
          assertThat(receive(server)).isEqualTo("alive");
        }
      }
      assertThat(Unix.removeStale(Path.of(address))).isFalse();
    });
  }

  @Test
  @Specified("6.15")
  void a_stale_file_is_in_the_way_unless_it_may_be_replaced() throws IOException {
    String address = address("stale.sock");
    var options = DatagramOptions.defaults().withStaleReplaced();
    run(() -> {
      try (var _ = Unix.openDatagrams(address("killed.sock"))) {
        files().move(path("killed.sock"), Path.of(address)); // where closing leaves it
      }
      assertThatThrownBy(() -> Unix.openDatagrams(address))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(address);
      try (var server = Unix.openDatagrams(address, options);
          var client = Unix.connectDatagrams(address)) {
        client.send("hello".getBytes(UTF_8));
        assertThat(receive(server)).isEqualTo("hello");
      }
      assertThat(files().exists(Path.of(address))).isFalse();
      Path file = files().writeString(path("precious.txt"), "precious");
      assertThatThrownBy(() -> Unix.openDatagrams(file.toString(), options))
          .isInstanceOf(BindException.class);
      assertThat(files().readString(file)).isEqualTo("precious");
    });
  }

  @Test
  @Specified("6.15")
  void a_stale_file_is_replaced_only_by_a_socket_at_a_path() {
    var options = DatagramOptions.defaults().withStaleReplaced();
    run(() -> {
      assertThatThrownBy(() -> Unix.openDatagrams(options))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Unix.openDatagrams(path, options)");
      assertThatThrownBy(() -> Unix.connectDatagrams(address("peer.sock"), options))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }
}
