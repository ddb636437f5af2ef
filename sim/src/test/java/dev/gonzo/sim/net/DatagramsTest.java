package dev.gonzo.sim.net;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.sim.net.World.MILLISECOND;
import static dev.gonzo.sim.net.World.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.net.DatagramOptions;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datagrams between hosts. */
class DatagramsTest {
  private static final String SERVER = "10.0.0.1";
  private static final int PORT = 53;
  private static final int COUNT = 200;

  private final World world = World.inVirtualTime(3);
  private final Network network = world.network;
  private World.Host server;
  private World.Host client;

  @BeforeEach
  void prepare() {
    server = world.host("server", SERVER);
    client = world.host("client", "10.0.0.2");
  }

  /** Sends numbers, and returns those that arrive, in order. */
  private List<Integer> received() {
    var received = new ArrayList<Integer>();
    server.start(() -> {
      try (UdpSocket socket = Udp.open(SERVER, PORT)) {
        var buffer = new byte[1];
        while (true) {
          socket.receiveFrom(buffer);
          received.add(buffer[0] & 0xFF);
        }
      }
    });
    client.start(() -> {
      try (UdpSocket socket = Udp.connect(SERVER, PORT)) {
        for (int i = 0; i < COUNT; i++) {
          socket.send(new byte[] {(byte) i});
          sleep(Duration.ofMillis(1));
        }
      }
    });
    world.runUntil(10 * SECOND);
    return received;
  }

  private static List<Integer> all() {
    return IntStream.range(0, COUNT).boxed().toList();
  }

  @Test
  void without_faults_all_arrive_in_order() {
    assertThat(received()).isEqualTo(all());
  }

  @Test
  void some_are_lost() {
    network.conditions(Conditions.GOOD.withLoss(0.2));
    assertThat(received()).hasSizeBetween(100, 190).isSorted().doesNotHaveDuplicates();
    assertThat(world.faults.counts().get("network: packet lost")).isPositive();
  }

  @Test
  void some_arrive_twice() {
    network.conditions(Conditions.GOOD.withDuplication(0.2));
    assertThat(received()).hasSizeBetween(210, 300).containsAll(all());
  }

  @Test
  void some_are_overtaken() {
    network.conditions(Conditions.GOOD.withReordering(0.2));
    List<Integer> received = received();
    assertThat(received).containsExactlyInAnyOrderElementsOf(all()).isNotEqualTo(all());
  }

  @Test
  void a_partition_loses_them() {
    network.cut("client", "server");
    assertThat(received()).isEmpty();
  }

  @Test
  void a_closed_port_is_reported_at_the_next_call() {
    network.conditions(Conditions.GOOD.withLatency(Distribution.constant(10 * MILLISECOND)));
    client.start(() -> {
      try (UdpSocket socket = Udp.connect(SERVER, PORT)) {
        socket.send(new byte[1]);
        socket.send(new byte[1]);
        sleep(Duration.ofMillis(100));
        assertThatThrownBy(() -> socket.send(new byte[1]))
            .isInstanceOf(PortUnreachableException.class);
        socket.send(new byte[1]);
        assertThatThrownBy(() -> socket.receiveFrom(new byte[1]))
            .isInstanceOf(PortUnreachableException.class);
      }
    });
    world.run();
  }

  @Test
  void a_receiver_that_does_not_receive_loses_what_it_has_no_room_for() {
    var received = new int[1];
    server.start(() -> {
      try (UdpSocket socket = Udp.open(SERVER, PORT)) {
        sleep(Duration.ofSeconds(5));
        while (true) {
          received[0] += socket.receiveFrom(new byte[10_000]).size();
        }
      }
    });
    client.start(() -> {
      try (UdpSocket socket = Udp.connect(SERVER, PORT)) {
        for (int i = 0; i < 100; i++) {
          socket.send(new byte[10_000]);
        }
      }
    });
    world.runUntil(10 * SECOND);
    assertThat(received[0]).isBetween(100_000, 300_000);
  }

  @Test
  void a_bandwidth_holds_the_sender_up() {
    network.conditions(Conditions.GOOD.withBytesPerSecond(100_000));
    client.start(() -> {
      try (UdpSocket socket = Udp.connect(SERVER, PORT)) {
        for (int i = 0; i < 1000; i++) {
          socket.send(new byte[1000]);
        }
        assertThat(world.agenda.now()).isBetween(7 * SECOND, 11 * SECOND);
      }
    });
    server.start(() -> {
      try (UdpSocket socket = Udp.open(SERVER, PORT)) {
        for (int i = 0; i < 1000; i++) {
          assertThat(socket.receiveFrom(new byte[1000]).size()).isEqualTo(1000);
        }
      }
    });
    world.run();
  }

  @Test
  void a_broadcast_reaches_all_hosts_of_a_network() {
    World.Host third = world.host("third", "10.0.0.3");
    World.Host elsewhere = world.host("elsewhere", "10.0.1.4");
    var seen = new ArrayList<String>();
    for (World.Host host : List.of(server, third, elsewhere)) {
      host.start(() -> {
        try (UdpSocket socket = Udp.open("0.0.0.0", PORT)) {
          socket.receiveFrom(new byte[10]);
          seen.add(host.network.name());
        }
      });
    }
    client.start(() -> {
      var options = DatagramOptions.defaults().withOption(StandardSocketOptions.SO_BROADCAST, true);
      try (UdpSocket socket = Udp.open("0.0.0.0", 0, options)) {
        socket.sendTo(
            new byte[1], new InetSocketAddress(InetAddress.ofLiteral("10.0.0.255"), PORT));
      }
    });
    world.runUntil(SECOND);
    assertThat(seen).containsExactlyInAnyOrder("server", "third");
  }

  @Test
  void an_address_of_another_host_cannot_be_bound() {
    client.start(
        () -> assertThatThrownBy(() -> Udp.open(SERVER, PORT)).isInstanceOf(IOException.class));
    world.run();
  }
}
