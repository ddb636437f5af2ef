package dev.gonzo.sim.net;

import static dev.gonzo.sim.net.World.MILLISECOND;
import static dev.gonzo.sim.net.World.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TCP between two hosts: latency, back-pressure, and setting up a connection. */
class StreamsTest extends TwoHosts {
  @Test
  void each_packet_takes_its_latency() {
    serve(socket -> {
      see("accepted");
      String question = receive(socket);
      see(question);
      send(socket, "answer");
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        see("connected");
        send(socket, "question");
        see(receive(socket));
        assertThat(receive(socket)).isEqualTo("the end");
        assertThat(socket.remoteAddress()).hasToString("/10.0.0.1:80");
        assertThat(socket.localAddress().getHostString()).isEqualTo("10.0.0.2");
      }
    });
    world.run();
    assertThat(seen)
        .containsExactly("connected at 20", "accepted at 30", "question at 30", "answer at 40");
  }

  @Test
  void a_receiver_that_does_not_read_stops_the_sender() {
    var sent = new long[1];
    byte[] bytes = pattern(3_000_000);
    serve(socket -> {
      pause(60 * SECOND);
      assertThat(sent[0]).isPositive().isLessThan(bytes.length / 4);
      assertThat(Arrays.equals(receiveAll(socket), bytes)).isTrue();
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        for (int at = 0; at < bytes.length; at += 1000) {
          socket.writeAll(bytes, at, 1000);
          sent[0] += 1000;
        }
      }
    });
    world.run();
  }

  @Test
  void a_bandwidth_limits_how_fast_bytes_arrive() {
    network.conditions("client", "server", Conditions.GOOD.withBytesPerSecond(1_000_000));
    serve(socket -> {
      assertThat(receiveAll(socket)).hasSize(2_000_000);
      see("received");
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        socket.writeAll(new byte[2_000_000]);
      }
    });
    world.run();
    assertThat(world.agenda.now()).isBetween(2 * SECOND, 3 * SECOND);
  }

  @Test
  void a_lossy_path_delays_a_stream_and_loses_nothing() {
    network.conditions(Conditions.GOOD.withLoss(0.1).withSplitting(0.2));
    byte[] bytes = pattern(300_000);
    serve(socket -> {
      assertThat(Arrays.equals(receiveAll(socket), bytes)).isTrue();
      socket.writeAll(bytes);
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        socket.writeAll(bytes);
        socket.shutdownOutput();
        assertThat(Arrays.equals(receiveAll(socket), bytes)).isTrue();
      }
    });
    world.run();
    assertThat(world.faults.counts()).containsKeys("network: packet lost", "network: stream split");
    assertThat(world.faults.counts().values()).allMatch(count -> count > 10);
    assertThat(world.journal).isNotEmpty();
  }

  @Test
  void one_seed_has_one_history_and_another_seed_another() {
    assertThat(history(5)).isEqualTo(history(5)).isNotEqualTo(history(6));
  }

  private static String history(long seed) {
    var lossy = World.inVirtualTime(seed);
    lossy.network.conditions(
        Conditions.GOOD.withLoss(0.1).withReset(0.001).withStall(0.1).withSplitting(0.3));
    World.Host server = lossy.host("server", SERVER);
    World.Host client = lossy.host("client", "10.0.0.2");
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT);
          Socket socket = listener.accept()) {
        socket.writeAll(receiveAll(socket));
      } catch (SocketException reset) {
        lossy.journal.add(String.valueOf(reset.getMessage()));
      }
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        socket.writeAll(new byte[50_000]);
        socket.shutdownOutput();
        receiveAll(socket);
      } catch (SocketException reset) {
        lossy.journal.add(String.valueOf(reset.getMessage()));
      }
    });
    lossy.run();
    return lossy.journal + " " + lossy.agenda.now();
  }

  // ---------------------------------------------------------------- connecting

  private void connects(Class<? extends IOException> failure, long seconds) {
    client.start(() -> {
      assertThatThrownBy(() -> Tcp.connect(SERVER, PORT))
          .isInstanceOf(failure)
          .hasMessageContaining(SERVER);
      assertThat(world.agenda.now() / SECOND).isEqualTo(seconds);
    });
    world.run();
  }

  @Test
  void a_closed_port_refuses_a_connection() {
    connects(ConnectException.class, 0);
  }

  @Test
  void a_host_that_is_down_does_not_answer() {
    server.network.crash();
    connects(ConnectException.class, 127);
  }

  @Test
  void a_partition_does_not_answer_either() {
    network.partition(List.of("server"), List.of("client"));
    connects(ConnectException.class, 127);
    assertThat(world.faults.counts()).containsEntry("network: packet cut off", 7L);
  }

  @Test
  void a_router_refuses_for_a_host_that_cannot_be_reached() {
    network.refuse("client", "server");
    connects(NoRouteToHostException.class, 0);
  }

  @Test
  void an_address_that_no_host_has_is_given_up_after_a_while() {
    client.start(() -> {
      assertThatThrownBy(() -> Tcp.connect("10.0.0.99", PORT))
          .isInstanceOf(NoRouteToHostException.class);
      assertThat(world.agenda.now()).isEqualTo(3 * SECOND);
      assertThatThrownBy(() -> Tcp.connect("fd00::1", PORT))
          .isInstanceOf(NoRouteToHostException.class);
      assertThat(world.agenda.now()).isEqualTo(3 * SECOND);
    });
    world.run();
  }

  @Test
  void a_partition_that_heals_lets_a_connection_succeed_later() {
    serve(socket -> assertThat(receive(socket)).isEqualTo("hello"));
    network.partition(List.of("server"), List.of("client"));
    world.agenda.after(5 * SECOND, network::heal);
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        assertThat(world.agenda.now()).isBetween(5 * SECOND, 8 * SECOND);
        send(socket, "hello");
      }
    });
    world.run();
  }

  @Test
  void a_full_backlog_keeps_clients_waiting() {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT, ListenOptions.defaults().withBacklog(1))) {
        pause(10 * SECOND);
        for (int i = 0; i < 3; i++) {
          listener.accept().close();
        }
      }
    });
    client.start(() -> {
      try (Socket first = Tcp.connect(SERVER, PORT);
          Socket second = Tcp.connect(SERVER, PORT)) {
        assertThat(world.agenda.now()).isLessThan(SECOND);
        assertThat(first.localAddress()).isNotEqualTo(second.localAddress());
        Tcp.connect(SERVER, PORT).close();
        assertThat(world.agenda.now()).isGreaterThan(10 * SECOND);
      }
    });
    world.run();
  }

  @Test
  void a_client_that_has_gone_is_accepted_and_its_bytes_are_there() {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT)) {
        pause(SECOND);
        try (Socket left = listener.accept();
            Socket reset = listener.accept()) {
          assertThat(receive(left)).isEqualTo("bye");
          assertThat(receive(left)).isEqualTo("the end");
          assertThatThrownBy(() -> receive(reset)).isInstanceOf(SocketException.class);
        }
      }
    });
    client.start(() -> {
      try (Socket left = Tcp.connect(SERVER, PORT)) {
        send(left, "bye");
      }
      pause(100 * MILLISECOND);
      Socket reset = Tcp.connect(SERVER, PORT);
      reset.setOption(StandardSocketOptions.SO_LINGER, 0);
      reset.close();
    });
    world.run();
  }

  @Test
  void a_listener_that_is_closed_resets_those_that_it_has_not_accepted() {
    server.start(() -> {
      try (Listener _ = Tcp.listen(SERVER, PORT)) {
        pause(SECOND);
      }
    });
    client.start(() -> {
      try (Socket socket = Tcp.connect(SERVER, PORT)) {
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET");
      }
    });
    world.run();
  }
}
