package dev.gonzo.sim.net;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.sim.net.World.MILLISECOND;
import static dev.gonzo.sim.net.World.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** TCP between two hosts: latency, back-pressure, and all ways in which a connection ends. */
@Tag("realTime")
class StreamsTest {
  private static final String SERVER = "10.0.0.1";
  private static final int PORT = 80;

  private final World world = World.inVirtualTime(1);
  private final Network network = world.network;
  private final List<String> seen = new ArrayList<>();
  private World.Host server;
  private World.Host client;

  @BeforeEach
  void prepare() {
    server = world.host("server", SERVER);
    client = world.host("client", "10.0.0.2");
    network.conditions(Conditions.GOOD.withLatency(Distribution.constant(10 * MILLISECOND)));
  }

  private interface Serving {
    void serve(Socket socket) throws IOException;
  }

  private void serve(Serving serving) {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT);
          Socket socket = listener.accept()) {
        serving.serve(socket);
      }
    });
  }

  private void see(String what) {
    seen.add(what + " at " + world.agenda.now() / MILLISECOND);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(UTF_8));
  }

  private static String receive(Socket socket) throws IOException {
    var buffer = new byte[1000];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  private static byte[] receiveAll(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = new byte[5000];
    for (int count; (count = socket.read(buffer)) >= 0; ) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  private static byte[] pattern(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void pause(long nanos) {
    sleep(Duration.ofNanos(nanos));
  }

  // ---------------------------------------------------------------- transfers

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

  // ---------------------------------------------------------------- ends

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
