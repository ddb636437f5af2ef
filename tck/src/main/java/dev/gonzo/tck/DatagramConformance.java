package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.net.Datagram;
import dev.gonzo.net.DatagramOptions;
import dev.gonzo.net.DatagramSocket;
import dev.gonzo.trap.NetTrap;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Chapter 6, "Network": what UDP sockets and Unix sockets for datagrams have in common.
 *
 * @param <A> the type of addresses
 */
public abstract class DatagramConformance<A extends SocketAddress> extends Conformance {
  private static final int BUFFER_BYTES = 30_000;

  /** Creates the chapter. */
  DatagramConformance() {
    super(NetTrap.class);
  }

  /** Opens a socket at an address of the system's choice. */
  abstract DatagramSocket<A> open(DatagramOptions options) throws IOException;

  /** Opens a socket that is connected to another one. */
  abstract DatagramSocket<A> connect(DatagramSocket<A> peer, DatagramOptions options)
      throws IOException;

  final DatagramSocket<A> open() throws IOException {
    return open(DatagramOptions.defaults());
  }

  final DatagramSocket<A> connect(DatagramSocket<A> peer) throws IOException {
    return connect(peer, DatagramOptions.defaults());
  }

  static String text(Datagram<?> datagram, byte[] buffer) {
    return new String(buffer, 0, datagram.length(), UTF_8);
  }

  static <A extends SocketAddress> void send(
      DatagramSocket<A> from, String text, DatagramSocket<A> to) throws IOException {
    from.sendTo(text.getBytes(UTF_8), to.localAddress());
  }

  static String receive(DatagramSocket<?> socket) throws IOException {
    var buffer = new byte[1000];
    return text(socket.receiveFrom(buffer), buffer);
  }

  // ---------------------------------------------------------------- there and back

  @Test
  @Specified({"6.15", "6.16", "6.17"})
  void the_sender_of_a_datagram_gets_an_answer() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open();
          var connected = connect(server)) {
        for (DatagramSocket<A> each : List.of(client, connected)) {
          if (each == client) {
            send(client, "question", server);
          } else {
            connected.send("question".getBytes(UTF_8));
          }
          var buffer = new byte[100];
          Datagram<A> question = server.receiveFrom(buffer);
          assertThat(text(question, buffer)).isEqualTo("question");
          assertThat(question.sender()).isEqualTo(each.localAddress());
          assertThat(question.isTruncated()).isFalse();
          server.sendTo("answer".getBytes(UTF_8), question.sender());
          assertThat(receive(each)).isEqualTo("answer");
        }
      }
    });
  }

  @Test
  @Specified("6.16")
  void a_receiver_that_waits_is_woken_by_a_datagram() throws IOException {
    run(() -> {
      try (var server = open();
          var client = connect(server)) {
        for (int i = 0; i < 3; i++) {
          Task<String> receiver = spawn(() -> receive(server));
          Connection.untilSuspended(receiver);
          client.send(("number " + i).getBytes(UTF_8));
          assertThat(receiver.join()).isEqualTo("number " + i);
        }
      }
    });
  }

  @Test
  @Specified({"6.16", "6.17"})
  // docs/edges.md: F16
  void an_empty_datagram_is_one() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open()) {
        send(client, "", server);
        send(client, "behind it", server);
        Datagram<A> empty = server.receiveFrom(new byte[10]);
        assertThat(empty.length()).isZero();
        assertThat(empty.sender()).isEqualTo(client.localAddress());
        assertThat(receive(server)).isEqualTo("behind it");
      }
    });
  }

  @Test
  @Specified("6.16")
  // docs/edges.md: F16
  void one_that_is_longer_than_the_buffer_says_so_and_the_next_is_whole() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open()) {
        send(client, "0123456789", server);
        send(client, "next", server);
        send(client, "one for a buffer without room", server);
        var buffer = "..........".getBytes(UTF_8);
        Datagram<A> cut = server.receiveFrom(buffer, 2, 4);
        assertThat(new String(buffer, UTF_8)).isEqualTo("..0123....");
        assertThat(cut.isTruncated()).isTrue();
        assertThat(cut.length()).isEqualTo(4);
        assertThat(cut.size()).isEqualTo(10);
        assertThat(server.receiveFrom(buffer).isTruncated()).isFalse();
        assertThat(new String(buffer, 0, 4, UTF_8)).isEqualTo("next");
        assertThat(server.receiveFrom(buffer, 0, 0).size()).isEqualTo(29);
      }
    });
  }

  @Test
  @Specified("6.17")
  void a_part_of_an_array_is_sent() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open();
          var connected = connect(server)) {
        byte[] bytes = "0123456789".getBytes(UTF_8);
        client.sendTo(bytes, 2, 3, server.localAddress());
        assertThat(receive(server)).isEqualTo("234");
        connected.send(bytes, 7, 3);
        assertThat(receive(server)).isEqualTo("789");
        assertThatThrownBy(() -> client.sendTo(bytes, 8, 3, server.localAddress()))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> connected.send(bytes, -1, 3))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> server.receiveFrom(bytes, 8, 3))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    });
  }

  // ---------------------------------------------------------------- connected

  @Test
  @Specified("6.15")
  void only_a_connected_socket_has_a_remote_address() throws IOException {
    run(() -> {
      try (var server = open()) {
        assertThat(server.remoteAddress()).isEmpty();
        var client = connect(server);
        assertThat(client.remoteAddress()).contains(server.localAddress());
        client.close();
        assertThat(client.remoteAddress()).contains(server.localAddress());
      }
    });
  }

  @Test
  @Specified("6.17")
  void the_receiver_is_given_either_with_the_socket_or_with_the_datagram() throws IOException {
    run(() -> {
      try (var open = open();
          var connected = connect(open)) {
        assertThatThrownBy(() -> open.send(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> send(connected, "x", open))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("sends only there");
      }
    });
  }

  // ---------------------------------------------------------------- waiting

  @Test
  @Specified("6.16")
  void a_cancelled_receive_has_taken_no_datagram() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open()) {
        Task<String> receiver = spawn(() -> receive(server));
        Connection.untilSuspended(receiver);
        receiver.cancel("the test");
        assertThatThrownBy(receiver::join).hasCauseInstanceOf(Cancelled.class);
        send(client, "still there", server);
        assertThat(receive(server)).isEqualTo("still there");
      }
    });
  }

  @Test
  @Specified("6.2")
  void a_second_receiver_is_refused_and_the_first_is_not_disturbed() throws IOException {
    run(() -> {
      try (var server = open();
          var client = open()) {
        Task<String> receiver = spawn(() -> receive(server));
        Connection.untilSuspended(receiver);
        assertThatThrownBy(() -> receive(server)).isInstanceOf(BusyException.class);
        send(client, "for the first", server);
        assertThat(receiver.join()).isEqualTo("for the first");
      }
    });
  }

  @Test
  @Specified({"6.1", "6.10"})
  void a_receiver_is_woken_when_the_socket_is_closed() throws IOException {
    run(() -> {
      var server = open();
      Task<String> receiver = spawn(() -> receive(server));
      Connection.untilSuspended(receiver);
      server.close();
      server.close();
      assertThatThrownBy(receiver::join).hasCauseInstanceOf(SocketException.class);
      assertThatThrownBy(() -> receive(server)).isInstanceOf(SocketException.class);
      assertThatThrownBy(server::localAddress).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> server.option(StandardSocketOptions.SO_RCVBUF))
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> server.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES))
          .isInstanceOf(SocketException.class);
    });
  }

  // ---------------------------------------------------------------- options

  @Test
  @Specified({"6.13", "6.14", "6.15"})
  void options_are_set_when_a_socket_is_opened_and_later() throws IOException {
    var options =
        DatagramOptions.defaults()
            .withOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
            .withOption(StandardSocketOptions.SO_SNDBUF, 2 * BUFFER_BYTES);
    run(() -> {
      try (var asUsual = open();
          var server = open(options);
          var client = connect(server, options)) {
        int usual = asUsual.option(StandardSocketOptions.SO_RCVBUF);
        for (DatagramSocket<A> each : List.of(server, client)) {
          // Linux may double what was asked for.
          assertThat(each.option(StandardSocketOptions.SO_RCVBUF))
              .isBetween(BUFFER_BYTES, 2 * BUFFER_BYTES)
              .isNotEqualTo(usual);
          assertThat(each.option(StandardSocketOptions.SO_SNDBUF))
              .isBetween(2 * BUFFER_BYTES, 4 * BUFFER_BYTES);
        }
        asUsual.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        assertThat(asUsual.option(StandardSocketOptions.SO_RCVBUF))
            .isEqualTo(server.option(StandardSocketOptions.SO_RCVBUF));
      }
    });
  }

  @Test
  @Specified({"6.13", "6.14", "6.15"})
  void an_option_of_another_kind_of_socket_is_refused() throws IOException {
    SocketOption<Boolean> streams = StandardSocketOptions.TCP_NODELAY;
    run(() -> {
      try (var socket = open()) {
        assertThatThrownBy(() -> socket.setOption(streams, true))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("TCP_NODELAY");
        assertThatThrownBy(() -> socket.option(streams))
            .isInstanceOf(UnsupportedOperationException.class);
        var options = DatagramOptions.defaults().withOption(streams, true);
        assertThatThrownBy(() -> open(options)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> connect(socket, options))
            .isInstanceOf(UnsupportedOperationException.class);
        var noNumber = new DatagramOptions(false, Map.of(StandardSocketOptions.SO_RCVBUF, "big"));
        assertThatThrownBy(() -> open(noNumber)).isInstanceOf(IllegalArgumentException.class);
      }
    });
  }
}
