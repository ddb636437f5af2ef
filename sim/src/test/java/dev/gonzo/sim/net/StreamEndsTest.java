package dev.gonzo.sim.net;

import static dev.gonzo.sim.net.World.MILLISECOND;
import static dev.gonzo.sim.net.World.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All ways in which a TCP connection ends, and the faults of the network. */
class StreamEndsTest extends TwoHosts {
  @Test
  void a_close_with_unread_bytes_resets_the_connection() {
    serve(socket -> pause(SECOND));
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        send(socket, "unread");
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET");
      }
    });
    world.run();
  }

  @Test
  void bytes_to_a_closed_socket_reset_the_connection() {
    serve(socket -> {});
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        assertThat(receive(socket)).isEqualTo("the end");
        send(socket, "too late");
        pause(SECOND);
        assertThatThrownBy(() -> send(socket, "again"))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("EPIPE");
        assertThat(receive(socket)).isEqualTo("the end");
      }
    });
    world.run();
  }

  @Test
  void a_crash_leaves_a_connection_half_open_and_the_host_that_is_back_resets_it() {
    serve(socket -> pause(1000 * SECOND));
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        pause(10 * SECOND);
        send(socket, "is there anyone?"); // taken by our system, and never delivered
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET");
        assertThat(world.agenda.now()).isGreaterThan(20 * SECOND);
      }
    });
    world.agenda.at(5 * SECOND, server::crash);
    world.agenda.at(20 * SECOND, () -> server.start(() -> {}));
    world.run();
  }

  @Test
  void a_connection_to_a_host_that_stays_down_times_out() {
    serve(socket -> pause(1000 * SECOND));
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        pause(10 * SECOND);
        send(socket, "is there anyone?");
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ETIMEDOUT");
        assertThat(world.agenda.now() / SECOND).isBetween(800L, 1100L);
      }
    });
    world.agenda.at(5 * SECOND, server::crash);
    world.run();
  }

  @Test
  void what_has_left_a_host_before_it_crashed_still_arrives() {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT);
          Socket socket = listener.accept()) {
        assertThat(receive(socket)).isEqualTo("last words");
        see("received");
      }
    });
    client.start(() -> {
      Socket socket = Tcp.connect(SERVER, PORT);
      send(socket, "last words");
      pause(SECOND);
    });
    world.agenda.at(25 * MILLISECOND, client::crash);
    world.run();
    assertThat(seen).containsExactly("received at 30");
  }

  @Test
  void a_crash_loses_what_the_system_had_taken() {
    network.conditions("client", "server", Conditions.GOOD.withBytesPerSecond(100_000));
    var received = new int[1];
    serve(socket -> {
      var buffer = new byte[1000];
      for (int count; (count = socket.read(buffer)) >= 0; ) {
        received[0] += count;
      }
    });
    client.start(() -> {
      Socket socket = Tcp.connect(SERVER, PORT);
      socket.writeAll(new byte[100_000]);
      see("sent");
      pause(SECOND);
    });
    world.agenda.at(500 * MILLISECOND, client::crash);
    world.runUntil(60 * SECOND);
    assertThat(seen).hasSize(1);
    assertThat(received[0]).isBetween(1, 99_999);
  }

  @Test
  void the_addresses_of_a_connection_are_not_used_again_by_the_side_that_has_ended_it() {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT)) {
        for (int i = 0; i < 2; i++) {
          try (Socket socket = listener.accept()) {
            assertThat(receive(socket)).isEqualTo("the end");
          }
        }
      }
    });
    client.start(() -> {
      connectFrom(4000, false);
      pause(SECOND);
      assertThatThrownBy(() -> connectFrom(4000, false)).isInstanceOf(BindException.class);
      assertThatThrownBy(() -> connectFrom(4000, true)).isInstanceOf(BindException.class);
      pause(60 * SECOND);
      connectFrom(4000, false);
    });
    world.run();
  }

  private static void connectFrom(int port, boolean reuses) throws IOException {
    var target = new InetSocketAddress(InetAddress.ofLiteral(SERVER), PORT);
    var source = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), port);
    Map<SocketOption<?>, Object> options = Map.of(StandardSocketOptions.SO_REUSEADDR, reuses);
    Handle socket = Coroutine.trap(new Connect(target, source, options));
    Coroutine.trap(new Close(socket));
  }

  @Test
  void a_crashed_host_sends_nothing_any_more() {
    var packets = new int[1];
    network.conditions(Conditions.GOOD.withLoss(0));
    serve(socket -> pause(1000 * SECOND));
    client.start(() -> {
      Socket socket = Tcp.connect(SERVER, PORT);
      network.cut("client", "server");
      send(socket, "repeated until the crash");
      pause(1000 * SECOND);
    });
    world.agenda.at(
        10 * SECOND,
        () -> {
          client.crash();
          Hold _ =
              network.hold(_ -> {
                packets[0]++;
                return false;
              });
        });
    world.runUntil(500 * SECOND);
    assertThat(packets[0]).isZero();
    assertThat(world.faults.counts().get("network: packet cut off")).isPositive();
  }

  // ---------------------------------------------------------------- faults

  @Test
  void a_stalled_stream_goes_on_later_and_in_order() {
    network.conditions(
        Conditions.GOOD.withStall(0.5).withDelay(Distribution.uniform(SECOND, 2 * SECOND)));
    byte[] bytes = pattern(50_000);
    serve(socket -> assertThat(Arrays.equals(receiveAll(socket), bytes)).isTrue());
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        socket.writeAll(bytes);
      }
    });
    world.run();
    assertThat(world.agenda.now()).isGreaterThan(SECOND);
    assertThat(world.faults.counts().get("network: stream stalled")).isPositive();
  }

  @Test
  void a_cut_in_one_direction_lets_the_other_pass() {
    serve(socket -> {
      send(socket, "one way");
      assertThat(receive(socket)).isEqualTo("the other");
      see("received");
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        pause(SECOND);
        network.cut("client", "server");
        assertThat(receive(socket)).isEqualTo("one way");
        send(socket, "the other");
        pause(5 * SECOND);
        assertThat(seen).isEmpty();
        network.heal("client", "server");
      }
    });
    world.run();
    assertThat(seen).hasSize(1);
  }

  @Test
  void packets_are_held_by_a_rule_until_they_are_released() {
    Hold hold =
        network.hold(packet -> packet.kind() == PacketKind.SYN && packet.to().equals("server"));
    serve(socket -> {});
    client.start(() -> {
      try (Socket _ = Tcp.connect(SERVER, PORT)) {
        see("connected");
      }
    });
    world.agenda.at(
        500 * MILLISECOND,
        () -> {
          assertThat(hold.size()).isEqualTo(1);
          hold.release();
        });
    world.run();
    assertThat(seen).containsExactly("connected at 520");
  }

  @Test
  void a_fault_resets_both_ends() {
    serve(socket ->
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET"));
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET");
      }
    });
    world.agenda.at(SECOND, () -> network.reset("client", "server"));
    world.run();
    assertThat(world.agenda.now()).isEqualTo(SECOND);
  }

  @Test
  void a_host_reaches_itself_whatever_happens_to_the_network() {
    network.partition(List.of("server"), List.of("client", "server"));
    network.conditions(Conditions.GOOD.withLoss(1));
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT);
          Socket inner = Tcp.connect(SERVER, PORT);
          Socket socket = listener.accept()) {
        send(inner, "to myself");
        assertThat(receive(socket)).isEqualTo("to myself");
        assertThat(world.agenda.now()).isZero();
      }
    });
    world.run();
  }

  @Test
  void names_can_change() {
    serve(socket -> assertThat(receive(socket)).isEqualTo("hello"));
    network.lookups(Distribution.constant(MILLISECOND));
    client.start(() -> {
      network.name("db", List.of(InetAddress.ofLiteral("10.0.0.99")));
      assertThatThrownBy(() -> Tcp.connect("db", PORT)).isInstanceOf(IOException.class);
      network.name("DB", List.of(InetAddress.ofLiteral(SERVER)));
      try (Socket socket = Tcp.connect("db.", PORT)) {
        send(socket, "hello");
      }
      network.name("db", List.of());
      assertThatThrownBy(() -> Tcp.connect("db", PORT))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("db");
    });
    world.run();
  }
}
