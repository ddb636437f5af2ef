package dev.gonzo.sim;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.net.ConnectOptions;
import dev.gonzo.net.Dns;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The faults of the network, and what programs see of them. */
class SimulatedNetworkTest {
  private static final int PORT = 7000;
  private static final Duration LATENCY = ofMillis(10);

  private final Simulation simulation = Simulation.ofSeed(1);
  private final SimulatedNetwork network = simulation.network();
  private final Host main = simulation.main();
  private final List<String> seen = new ArrayList<>();

  private Host server(AsyncRunnable<?> program) {
    network.conditions(NetworkConditions.good().withLatency(LATENCY));
    return simulation.host("server", program);
  }

  private Host echo() {
    return server(() -> Tcp.serve("server", PORT, SimulatedNetworkTest::echo));
  }

  private static void echo(Socket socket) {
    try {
      var buffer = new byte[1000];
      for (int count; (count = socket.read(buffer)) >= 0; ) {
        socket.writeAll(buffer, 0, count);
      }
    } catch (IOException lost) {
      // The clients of these tests see why.
    }
  }

  private Ending<?> check(AsyncRunnable<Exception> program) {
    Ending<?> ending = simulation.run(program);
    var _ = ending.<RuntimeException>valueOrThrow();
    return ending;
  }

  private static Socket connect() throws IOException {
    return Tcp.connect("server", PORT);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(UTF_8));
  }

  private static String receive(Socket socket) throws IOException {
    var buffer = new byte[1000];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  private static Duration now() {
    return Moment.now().sinceOrigin();
  }

  // ---------------------------------------------------------------- three outcomes

  @Test
  void a_closed_port_refuses_at_once() {
    server(() -> sleep(ofMinutes(10)));
    check(() -> {
      assertThatThrownBy(SimulatedNetworkTest::connect).isInstanceOf(ConnectException.class);
      assertThat(now()).isEqualTo(LATENCY.multipliedBy(2));
    });
  }

  @Test
  void a_host_whose_program_has_ended_refuses_too() {
    Host server = server(() -> {});
    check(() -> {
      server.awaitEnd();
      assertThatThrownBy(SimulatedNetworkTest::connect).isInstanceOf(ConnectException.class);
    });
  }

  @Test
  void a_host_that_is_down_does_not_answer_until_the_attempt_times_out() {
    Host server = echo();
    check(() -> {
      server.crash();
      assertThatThrownBy(SimulatedNetworkTest::connect)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ETIMEDOUT");
      assertThat(now()).isBetween(ofSeconds(120), ofSeconds(135));
      ConnectOptions impatient = ConnectOptions.defaults().withTimeout(ofSeconds(1));
      assertThatThrownBy(() -> Tcp.connect("server", PORT, impatient))
          .isInstanceOf(SocketTimeoutException.class);
    });
  }

  @Test
  void a_partition_does_not_answer_either_and_lets_the_attempt_succeed_when_it_is_over() {
    Host server = echo();
    Ending<?> ending =
        check(() -> {
          network.partition(List.of(main), List.of(server));
          Task<Socket> attempt = spawn(SimulatedNetworkTest::connect);
          sleep(ofSeconds(10));
          assertThat(attempt.outcome()).isEmpty();
          network.heal();
          try (Socket socket = attempt.join()) {
            assertThat(now()).isBetween(ofSeconds(10), ofSeconds(30));
            send(socket, "hello");
            assertThat(receive(socket)).isEqualTo("hello");
          }
        });
    assertThat(ending.faults().get("network: packet cut off")).isPositive();
  }

  @Test
  void a_router_says_that_a_host_is_unreachable() {
    Host server = echo();
    check(() -> {
      network.refuse(main, server);
      assertThatThrownBy(SimulatedNetworkTest::connect).isInstanceOf(NoRouteToHostException.class);
      network.heal(main, server);
      connect().close();
    });
  }

  // ---------------------------------------------------------------- crashes

  @Test
  void a_connection_is_half_open_after_a_crash_and_reset_when_the_host_is_back() {
    Host server = echo();
    check(() -> {
      try (Socket socket = connect()) {
        send(socket, "hello");
        assertThat(receive(socket)).isEqualTo("hello");
        server.crash();
        send(socket, "taken by our own system"); // and never delivered
        assertThat(ignoreAfter(ofSeconds(20), () -> receive(socket)).isPresent()).isFalse();
        server.restart();
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ECONNRESET");
      }
    });
    assertThat(seen).isEmpty();
  }

  @Test
  void a_connection_to_a_host_that_stays_down_fails_after_a_quarter_of_an_hour() {
    Host server = echo();
    check(() -> {
      try (Socket socket = connect()) {
        server.crash();
        send(socket, "is it up?");
        assertThatThrownBy(() -> receive(socket))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ETIMEDOUT");
        assertThat(now()).isBetween(ofMinutes(13), ofMinutes(18));
      }
    });
  }

  @Test
  void what_is_under_way_arrives_although_its_sender_has_crashed() {
    server(() -> {
      try (Listener listener = Tcp.listen("server", PORT);
          Socket socket = listener.accept()) {
        seen.add(receive(socket));
      }
    });
    Host client =
        simulation.host(
            "client",
            () -> {
              Socket socket = connect();
              send(socket, "last words");
              sleep(ofMinutes(1));
            });
    check(() -> {
      sleep(ofMillis(25)); // connected at 20, arrives at 30
      client.crash();
      sleep(ofSeconds(1));
    });
    assertThat(seen).containsExactly("last words");
  }

  @Test
  void half_of_a_message_may_arrive_and_bytes_in_the_send_buffer_are_lost_with_the_host() {
    int size = 100_000;
    var received = new int[1];
    var sent = new boolean[1];
    server(() -> {
      try (Listener listener = Tcp.listen("server", PORT);
          Socket socket = listener.accept()) {
        var buffer = new byte[1000];
        for (int count; (count = socket.read(buffer)) >= 0; ) {
          received[0] += count;
        }
      }
    });
    Host client =
        simulation.host(
            "client",
            () -> {
              Socket socket = connect();
              socket.writeAll(new byte[size]);
              sent[0] = true; // which is not that it was delivered
              sleep(ofMinutes(1));
            });
    Host server = simulation.hosts().getFirst();
    network.conditions(client, server, NetworkConditions.good().withBandwidth(size));
    check(() -> {
      sleep(ofMillis(500));
      client.crash();
      sleep(ofMinutes(1));
    });
    assertThat(sent[0]).isTrue();
    assertThat(received[0]).isBetween(1, size - 1);
  }

  @Test
  void an_accept_may_return_a_connection_whose_client_has_gone() {
    server(() -> {
      try (Listener listener = Tcp.listen("server", PORT)) {
        sleep(ofSeconds(10));
        try (Socket socket = listener.accept()) {
          seen.add(receive(socket));
          seen.add(receive(socket));
        }
      }
    });
    Host client =
        simulation.host(
            "client",
            () -> {
              try (Socket socket = connect()) {
                send(socket, "hello and goodbye");
              }
            });
    check(() -> {
      client.awaitEnd();
      assertThat(seen).isEmpty();
      sleep(ofSeconds(20));
    });
    assertThat(seen).containsExactly("hello and goodbye", "the end");
  }

  // ---------------------------------------------------------------- cuts

  @Test
  void a_one_way_cut_lets_the_request_pass_and_not_the_reply() {
    Host server =
        server(() ->
            Tcp.serve(
                "server",
                PORT,
                socket -> {
                  seen.add(receive(socket));
                  send(socket, "reply");
                }));
    check(() -> {
      try (Socket socket = connect()) {
        sleep(ofSeconds(1));
        network.cut(server, main);
        send(socket, "request");
        assertThat(ignoreAfter(ofSeconds(5), () -> receive(socket)).isPresent()).isFalse();
        assertThat(seen).containsExactly("request");
        network.heal(server, main);
        assertThat(receive(socket)).isEqualTo("reply");
      }
    });
  }

  @Test
  void an_isolated_host_is_cut_off_from_all_others() {
    Host server = echo();
    Host other = simulation.host("other", () -> Tcp.serve("other", PORT, socket -> {}));
    check(() -> {
      network.isolate(server);
      Tcp.connect("other", PORT).close();
      assertThat(ignoreAfter(ofSeconds(5), () -> connect().close())).isFalse();
      network.heal(main, server);
      network.heal(server, main);
      connect().close();
    });
    assertThat(other.name()).isEqualTo("other");
  }

  @Test
  void a_reset_is_seen_at_both_ends() {
    Host server =
        server(() -> {
          try (Listener listener = Tcp.listen("server", PORT);
              Socket socket = listener.accept()) {
            assertThatThrownBy(() -> receive(socket)).hasMessageContaining("ECONNRESET");
            seen.add("reset");
          }
        });
    Ending<?> ending =
        check(() -> {
          try (Socket socket = connect()) {
            sleep(ofSeconds(1));
            network.reset(main, server);
            assertThatThrownBy(() -> receive(socket)).hasMessageContaining("ECONNRESET");
          }
          server.awaitEnd();
        });
    assertThat(seen).containsExactly("reset");
    assertThat(ending.faults()).containsEntry("network: connections reset", 1L);
  }

  @Test
  void packets_are_held_by_a_rule_and_released_or_lost() {
    echo();
    check(() -> {
      try (Socket socket = connect()) {
        HeldPackets held =
            network.hold(packet ->
                packet.kind() == NetworkPacket.Kind.DATA
                    && packet.from().equals("main")
                    && packet.to().equals("server")
                    && packet.size() == 5);
        send(socket, "hello");
        sleep(ofMillis(100));
        assertThat(held.size()).isEqualTo(1);
        held.release();
        assertThat(receive(socket)).isEqualTo("hello");
        assertThat(now()).isBetween(ofMillis(140), ofMillis(145));
        network.hold(packet -> packet.from().equals("server")).drop();
        HeldPackets lost = network.hold(packet -> packet.size() == 5);
        send(socket, "again");
        sleep(ofMillis(100));
        lost.drop();
        assertThat(receive(socket)).isEqualTo("again"); // it was sent once more
        assertThat(now()).isGreaterThan(ofMillis(300));
      }
    });
  }

  // ---------------------------------------------------------------- conditions

  @Test
  void latency_and_jitter_are_those_that_were_set() {
    Host server = echo();
    NetworkConditions slow =
        NetworkConditions.good().withLatency(ofMillis(50), ofMillis(60)).withJitter(ofMillis(40));
    network.conditions(main, server, slow);
    network.conditions(server, main, slow);
    assertThat(network.conditions(main, server)).hasToString(slow.toString());
    check(() -> {
      try (Socket socket = connect()) {
        for (int i = 0; i < 20; i++) {
          Moment asked = Moment.now();
          send(socket, "hello");
          assertThat(receive(socket)).isEqualTo("hello");
          Duration passed = Moment.now().since(asked);
          assertThat(passed).isBetween(ofMillis(100), ofMillis(200));
          seen.add(passed.toString());
        }
      }
    });
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void bandwidth_limits_a_stream() {
    Host server = echo();
    network.conditions(main, server, NetworkConditions.good().withBandwidth(10_000));
    check(() -> {
      try (Socket socket = connect()) {
        socket.writeAll(new byte[100_000]);
        for (int left = 100_000; left > 0; ) {
          left -= socket.read(new byte[1000]);
        }
        assertThat(now()).isBetween(ofSeconds(10), ofSeconds(12));
      }
    });
  }

  @Test
  void a_receiver_that_does_not_read_stops_the_sender() {
    server(() -> {
      try (Listener listener = Tcp.listen("server", PORT);
          Socket socket = listener.accept()) {
        sleep(ofMinutes(1));
        int all = 0;
        var buffer = new byte[100_000];
        for (int count; (count = socket.read(buffer)) >= 0; ) {
          all += count;
        }
        seen.add("received " + all);
      }
    });
    check(() -> {
      try (Socket socket = connect()) {
        var written = new int[1];
        Task<?> writer =
            spawn(() -> {
              while (written[0] < 50_000_000) {
                socket.writeAll(new byte[100_000]);
                written[0] += 100_000;
              }
            });
        sleep(ofSeconds(50));
        assertThat(written[0]).isLessThan(20_000_000);
        var _ = writer.join();
        assertThat(now()).isGreaterThan(ofMinutes(1));
      }
      simulation.hosts().getFirst().awaitEnd();
    });
    assertThat(seen).containsExactly("received 50000000");
  }

  @Test
  void loss_and_stalls_delay_a_stream_and_change_nothing_in_it() {
    echo();
    network.conditions(
        NetworkConditions.good()
            .withLoss(0.1)
            .withStalls(0.1)
            .withDelays(ofMillis(100), ofMillis(500))
            .withSplitting(0.5));
    Ending<?> ending =
        check(() -> {
          try (Socket socket = connect()) {
            for (int i = 0; i < 100; i++) {
              send(socket, "line " + i);
              var line = new StringBuilder();
              while (line.length() < ("line " + i).length()) {
                line.append(receive(socket));
              }
              assertThat(line).hasToString("line " + i);
            }
          }
          assertThat(now()).isGreaterThan(ofSeconds(2));
        });
    assertThat(ending.faults())
        .containsKeys("network: packet lost", "network: stream stalled", "network: stream split")
        .allSatisfy((kind, count) -> assertThat(count).as(kind).isPositive());
  }

  @Test
  void resets_by_chance_break_connections() {
    echo();
    network.conditions(NetworkConditions.good().withResets(0.05));
    check(() -> {
      for (int i = 0; i < 50; i++) {
        try (Socket socket = connect()) {
          send(socket, "hello");
          assertThat(receive(socket)).isEqualTo("hello");
          seen.add("answered");
        } catch (SocketException reset) {
          seen.add("reset");
        }
      }
    });
    assertThat(seen).contains("answered", "reset");
  }

  // ---------------------------------------------------------------- datagrams

  private List<Integer> datagramsThatArrive(NetworkConditions conditions) {
    var arrived = new ArrayList<Integer>();
    server(() -> {
      try (UdpSocket socket = Udp.open("server", PORT)) {
        var buffer = new byte[4];
        while (true) {
          assertThat(socket.receiveFrom(buffer).isTruncated()).isTrue();
          arrived.add((int) buffer[0]);
        }
      }
    });
    network.conditions(conditions);
    check(() -> {
      try (UdpSocket socket = Udp.connect("server", PORT)) {
        for (int i = 0; i < 100; i++) {
          socket.send(new byte[] {(byte) i, 0, 0, 0, 0});
          sleep(ofMillis(10));
        }
        sleep(ofSeconds(5));
      }
    });
    return arrived;
  }

  @Test
  void datagrams_are_lost() {
    assertThat(datagramsThatArrive(NetworkConditions.good().withLoss(0.3)))
        .hasSizeBetween(40, 95)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void datagrams_arrive_twice() {
    List<Integer> arrived = datagramsThatArrive(NetworkConditions.good().withDuplication(0.3));
    assertThat(arrived).hasSizeBetween(105, 160);
    assertThat(arrived.stream().distinct()).hasSize(100);
  }

  @Test
  void datagrams_are_overtaken() {
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    assertThat(datagramsThatArrive(NetworkConditions.good().withReordering(0.3)))
        .containsExactlyInAnyOrderElementsOf(all)
        .isNotEqualTo(all);
  }

  @Test
  void an_unreachable_port_is_reported_by_the_next_call() {
    server(() -> sleep(ofMinutes(1)));
    check(() -> {
      try (UdpSocket socket = Udp.connect("server", PORT)) {
        socket.send(new byte[1]);
        sleep(ofSeconds(1));
        assertThatThrownBy(() -> socket.send(new byte[1]))
            .isInstanceOf(PortUnreachableException.class);
      }
    });
  }

  // ---------------------------------------------------------------- names and addresses

  @Test
  void a_host_is_known_by_its_name_and_may_have_several_addresses() {
    List<InetAddress> addresses =
        List.of(InetAddress.ofLiteral("fd00::7"), InetAddress.ofLiteral("10.7.0.1"));
    Host server =
        simulation.host(
            "server", addresses, () -> Tcp.serve("10.7.0.1", PORT, SimulatedNetworkTest::echo));
    assertThat(server.addresses()).isEqualTo(addresses);
    assertThat(server.address()).isEqualTo(addresses.getFirst());
    Host third = simulation.host("third", () -> {});
    assertThat(third.address()).isNotEqualTo(main.address());
    check(() -> {
      assertThat(Dns.resolve("server")).isEqualTo(addresses);
      assertThat(Dns.resolve("main")).containsExactly(main.address());
      connect().close();
      assertThatThrownBy(() -> Tcp.connect("fd00::7", PORT)).isInstanceOf(IOException.class);
    });
  }

  @Test
  void an_address_belongs_to_one_host() {
    assertThatThrownBy(() -> simulation.host("a", List.of(main.address()), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("main");
    InetAddress loopback = InetAddress.getLoopbackAddress();
    assertThatThrownBy(() -> simulation.host("b", List.of(loopback), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(loopback.getHostAddress());
  }

  @Test
  void names_are_added_changed_and_removed_and_looked_up_in_time() {
    Host server = echo();
    network.lookupsTake(ofMillis(20), ofMillis(30));
    check(() -> {
      assertThatThrownBy(() -> Dns.resolve("store.example"))
          .isInstanceOf(UnknownHostException.class);
      assertThat(now()).isBetween(ofMillis(20), ofMillis(30));
      network.name("store.example", List.of(main.address()));
      assertThat(Dns.resolve("store.example")).containsExactly(main.address());
      network.name("store.example", List.of(server.address()));
      Tcp.connect("store.example", PORT).close();
      network.removeName("store.example");
      assertThatThrownBy(() -> Dns.resolve("store.example"))
          .isInstanceOf(UnknownHostException.class);
      network.removeName("server");
      assertThatThrownBy(SimulatedNetworkTest::connect).isInstanceOf(UnknownHostException.class);
      assertThatThrownBy(() -> network.name("store.example", List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("removeName");
    });
  }

  // ---------------------------------------------------------------- the report

  @Test
  void a_fault_that_was_asked_for_and_never_happened_is_reported_with_zero() {
    Host server = simulation.host("server", () -> {});
    network.conditions(NetworkConditions.good().withDuplication(0.1));
    Ending<?> ending =
        check(() -> {
          network.cut(main, server);
          network.hold(_ -> false).release();
        });
    assertThat(ending.faults())
        .containsEntry("network: datagram duplicated", 0L)
        .containsEntry("network: packet cut off", 0L)
        .containsEntry("network: packet held", 0L);
  }

  @Test
  void what_cannot_be_is_refused() {
    NetworkConditions good = NetworkConditions.good();
    assertThatThrownBy(() -> good.withLoss(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withSplitting(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withLatency(ofMillis(2), ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withLongTail(ofMillis(2), ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withBandwidth(-1)).isInstanceOf(IllegalArgumentException.class);
    Host elsewhere = Simulation.ofSeed(2).host("elsewhere", () -> {});
    assertThatThrownBy(() -> network.cut(main, elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  void a_long_tail_is_mostly_short() {
    Host server = echo();
    network.conditions(
        main, server, NetworkConditions.good().withLongTail(ofMillis(10), ofMillis(20)));
    network.conditions(server, main, NetworkConditions.good().withLatency(Duration.ZERO));
    var times = new ArrayList<Duration>();
    check(() -> {
      try (Socket socket = connect()) {
        for (int i = 0; i < 200; i++) {
          Moment asked = Moment.now();
          send(socket, "hello");
          assertThat(receive(socket)).isEqualTo("hello");
          times.add(Moment.now().since(asked));
        }
      }
    });
    times.sort(null);
    assertThat(times.getFirst()).isGreaterThanOrEqualTo(ofMillis(10));
    assertThat(times.get(100)).isBetween(ofMillis(15), ofMillis(30));
    assertThat(times.getLast()).isGreaterThan(ofMillis(40));
  }
}
