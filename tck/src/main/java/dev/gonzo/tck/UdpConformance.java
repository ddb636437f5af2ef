package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.HERE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.net.DatagramOptions;
import dev.gonzo.net.DatagramSocket;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": datagrams by UDP. */
public abstract class UdpConformance extends DatagramConformance<InetSocketAddress> {
  private static final InetAddress GROUP = InetAddress.ofLiteral("239.1.2.3");

  /** Creates the chapter. */
  protected UdpConformance() {}

  @Override
  UdpSocket open(DatagramOptions options) throws IOException {
    return Udp.open(HERE, 0, options);
  }

  @Override
  UdpSocket connect(DatagramSocket<InetSocketAddress> peer, DatagramOptions options)
      throws IOException {
    return Udp.connect(HERE, peer.localAddress().getPort(), options);
  }

  // ---------------------------------------------------------------- addresses and lengths

  @Test
  @Specified("6.15")
  void a_stale_file_is_not_replaced_by_a_socket_without_one() {
    var options = DatagramOptions.defaults().withStaleReplaced();
    run(() -> {
      assertThatThrownBy(() -> Udp.open(HERE, 0, options))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Unix.openDatagrams(path, options)");
      assertThatThrownBy(() -> Udp.connect(HERE, 9, options))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  @Specified("6.17")
  void a_datagram_to_an_address_that_the_socket_cannot_reach_fails_and_the_next_one_is_sent()
      throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
        var noPort = new InetSocketAddress(InetAddress.ofLiteral(HERE), 0);
        for (InetSocketAddress wrong : List.of(six, noPort)) {
          assertThatThrownBy(() -> client.sendTo(new byte[1], wrong))
              .as("%s", wrong)
              .isInstanceOf(SocketException.class);
        }
        send(client, "next", server);
        assertThat(receive(server)).isEqualTo("next");
      }
    });
  }

  @Test
  @Specified("6.17")
  void the_longest_datagram_goes_and_a_longer_one_is_refused() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        client.setOption(StandardSocketOptions.SO_SNDBUF, 200_000);
        client.sendTo(new byte[65_507], server.localAddress());
        assertThat(server.receiveFrom(new byte[70_000]).size()).isEqualTo(65_507);
        for (int length : new int[] {65_508, 70_000}) {
          assertThatThrownBy(() -> client.sendTo(new byte[length], server.localAddress()))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("datagram of " + length + " bytes");
        }
        send(client, "short", server);
        assertThat(receive(server)).isEqualTo("short");
      }
    });
  }

  @Test
  @Specified("6.15")
  void datagrams_go_by_ipv6() throws IOException {
    Assumptions.assumeTrue(peers().hasIpv6(), "this machine has no IPv6 loopback address");
    run(() -> {
      try (var server = Udp.open("::", 0);
          var six = Udp.connect("::1", server.localAddress().getPort());
          var four = Udp.connect(HERE, server.localAddress().getPort())) {
        var buffer = new byte[10];
        six.send("six".getBytes(UTF_8));
        var first = server.receiveFrom(buffer);
        assertThat(first.sender().getAddress()).isEqualTo(InetAddress.ofLiteral("::1"));
        server.sendTo(buffer, 0, first.length(), first.sender());
        assertThat(receive(six)).isEqualTo("six");
        four.send("four".getBytes(UTF_8));
        var second = server.receiveFrom(buffer);
        assertThat(second.sender()).isEqualTo(four.localAddress());
        server.sendTo(buffer, 0, second.length(), second.sender());
        assertThat(receive(four)).isEqualTo("four");
      }
    });
  }

  // ---------------------------------------------------------------- connected

  @Test
  @Specified({"6.15", "6.16"})
  void a_connected_socket_hears_only_its_peer() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var stranger = Udp.open(HERE, 0);
          var client = Udp.connect(HERE, server.localAddress().getPort())) {
        assertThat(client.remoteAddress()).contains(server.localAddress());
        send(stranger, "not for you", client);
        send(server, "for you", client);
        assertThat(receive(client)).isEqualTo("for you");
      }
    });
  }

  @Test
  @Specified("6.16")
  // docs/edges.md: F16
  void a_connected_socket_is_told_that_nobody_receives_there_and_goes_on() throws IOException {
    run(() -> {
      InetSocketAddress closed;
      try (var gone = Udp.open(HERE, 0)) {
        closed = gone.localAddress();
      }
      try (var client = Udp.connect(HERE, closed.getPort())) {
        client.send("anybody there?".getBytes(UTF_8));
        assertThatThrownBy(() -> receive(client))
            .isInstanceOf(PortUnreachableException.class)
            .hasMessageContaining(String.valueOf(closed.getPort()));
        Task<String> receiver = spawn(() -> receive(client));
        Connection.untilSuspended(receiver);
        client.send("and now?".getBytes(UTF_8));
        assertThatThrownBy(receiver::join)
            .isInstanceOf(TaskFailedException.class)
            .hasCauseInstanceOf(PortUnreachableException.class);
        try (var back = Udp.open(HERE, closed.getPort())) {
          client.send("hello".getBytes(UTF_8));
          assertThat(receive(back)).isEqualTo("hello");
          back.sendTo("here".getBytes(UTF_8), client.localAddress());
          assertThat(receive(client)).isEqualTo("here");
        }
      }
    });
  }

  // ---------------------------------------------------------------- many receivers

  @Test
  @Specified({"6.13", "6.15"})
  void sockets_that_allow_it_share_a_port() throws IOException {
    var options = DatagramOptions.defaults().withReusePort();
    run(() -> {
      try (var first = Udp.open(HERE, 0, options)) {
        int port = first.localAddress().getPort();
        try (var second = Udp.open(HERE, port, options)) {
          assertThat(second.option(StandardSocketOptions.SO_REUSEPORT)).isTrue();
          assertThatThrownBy(() -> Udp.open(HERE, port)).isInstanceOf(BindException.class);
        }
      }
    });
  }

  @Test
  @Specified({"6.18", "6.19"})
  void what_goes_to_a_group_comes_to_its_members_until_they_leave() throws IOException {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    run(() -> {
      var shared = DatagramOptions.defaults().withOption(StandardSocketOptions.SO_REUSEADDR, true);
      try (var first = Udp.open("0.0.0.0", 0, shared);
          var second = Udp.open("0.0.0.0", first.localAddress().getPort(), shared);
          var sender = Udp.open(HERE, 0)) {
        var group = new InetSocketAddress(GROUP, first.localAddress().getPort());
        sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
        assertThat(sender.option(StandardSocketOptions.IP_MULTICAST_TTL)).isEqualTo(1);
        sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        first.joinGroup(GROUP, loopback);
        second.joinGroup(GROUP, loopback);
        sender.sendTo("to all".getBytes(UTF_8), group);
        assertThat(receive(first)).isEqualTo("to all");
        assertThat(receive(second)).isEqualTo("to all");

        first.leaveGroup(GROUP, loopback);
        second.leaveGroup(GROUP, loopback);
        sender.sendTo("to no one".getBytes(UTF_8), group);
        assertThatThrownBy(() -> second.leaveGroup(GROUP, loopback))
            .isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> first.joinGroup(InetAddress.ofLiteral(HERE), loopback))
            .isInstanceOf(IllegalArgumentException.class);
      }
    });
  }

  @Test
  @Specified({"6.13", "6.14"})
  void the_interface_for_datagrams_to_groups_can_be_read() throws IOException {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    run(() -> {
      try (var socket = Udp.open(HERE, 0)) {
        assertThat(socket.option(StandardSocketOptions.IP_MULTICAST_IF)).isNull();
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        assertThat(socket.option(StandardSocketOptions.IP_MULTICAST_IF)).isEqualTo(loopback);
      }
      try (var socket =
          open(
              DatagramOptions.defaults()
                  .withOption(StandardSocketOptions.IP_MULTICAST_IF, loopback))) {
        assertThat(socket.option(StandardSocketOptions.IP_MULTICAST_IF)).isEqualTo(loopback);
      }
    });
  }

  @Test
  @Specified({"6.18", "6.19"})
  void a_group_is_joined_once_and_left_once() throws IOException {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    run(() -> {
      try (var socket = Udp.open("0.0.0.0", 0)) {
        for (int i = 0; i < 2; i++) {
          socket.joinGroup(GROUP, loopback);
          assertThatThrownBy(() -> socket.joinGroup(GROUP, loopback))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("has joined it already");
          socket.leaveGroup(GROUP, loopback);
          assertThatThrownBy(() -> socket.leaveGroup(GROUP, loopback))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("was not joined");
        }
      }
    });
  }

  @Test
  @Specified("6.19")
  void after_leaving_a_group_nothing_of_it_comes() throws IOException {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    run(() -> {
      try (var member = Udp.open("0.0.0.0", 0);
          var sender = Udp.open(HERE, 0)) {
        int port = member.localAddress().getPort();
        sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        member.joinGroup(GROUP, loopback);
        member.leaveGroup(GROUP, loopback);
        sender.sendTo("to no one".getBytes(UTF_8), new InetSocketAddress(GROUP, port));
        sender.sendTo(
            "to you".getBytes(UTF_8), new InetSocketAddress(InetAddress.ofLiteral(HERE), port));
        assertThat(receive(member)).isEqualTo("to you");
      }
    });
  }

  @Test
  @Specified({"6.13", "6.17"})
  void all_of_a_network_are_reached_only_when_that_is_meant() throws IOException {
    run(() -> {
      try (var receiver = Udp.open("0.0.0.0", 0);
          var sender = Udp.open("0.0.0.0", 0)) {
        var all =
            new InetSocketAddress(
                InetAddress.ofLiteral("127.255.255.255"), receiver.localAddress().getPort());
        assertThatThrownBy(() -> sender.sendTo(new byte[1], all))
            .isInstanceOf(SocketException.class);
        sender.setOption(StandardSocketOptions.SO_BROADCAST, true);
        assertThat(sender.option(StandardSocketOptions.SO_BROADCAST)).isTrue();
        sender.sendTo("to all".getBytes(UTF_8), all);
        assertThat(receive(receiver)).isEqualTo("to all");
      }
    });
  }

  // ---------------------------------------------------------------- misuse

  @Test
  @Specified("6.15")
  void an_address_that_is_taken_or_not_ours_is_refused() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0)) {
        int port = server.localAddress().getPort();
        assertThatThrownBy(() -> Udp.open(HERE, port))
            .isInstanceOf(BindException.class)
            .hasMessageContaining(String.valueOf(port));
        assertThatThrownBy(() -> Udp.open("192.0.2.77", 0)).isInstanceOf(BindException.class);
      }
    });
  }

  @Test
  @Specified("6.1")
  void a_receiver_whose_name_was_not_resolved_is_refused_and_named() throws IOException {
    var unresolved = InetSocketAddress.createUnresolved("receiver.gonzo.test", 9);
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        assertThatThrownBy(() -> client.sendTo(new byte[1], unresolved))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("receiver.gonzo.test");
        send(client, "next", server);
        assertThat(receive(server)).isEqualTo("next");
      }
    });
  }

  @Test
  @Specified("6.11")
  void a_socket_is_named_by_its_port_and_its_peer() throws IOException {
    run(() -> {
      for (String host : new String[] {HERE, "localhost"}) {
        var server = Udp.open(host, 0);
        int port = server.localAddress().getPort();
        assertThat(server.toString()).endsWith(":" + port);
        server.close();
        assertThat(server.toString()).endsWith(":" + port);
        try (var again = Udp.open(host, port);
            var client = Udp.connect(host, port)) {
          assertThat(again.toString()).endsWith(":" + port);
          assertThat(client).hasToString("the UDP socket for " + client.remoteAddress().get());
        }
      }
    });
  }

  @Test
  @Specified("6.1")
  void a_listener_and_a_socket_for_datagrams_are_not_the_same() throws IOException {
    run(() -> {
      var listener =
          Coroutine.trap(
              new Listen(new InetSocketAddress(InetAddress.ofLiteral(HERE), 0), 1, Map.of()));
      assertThatThrownBy(() -> Coroutine.trap(new ReceiveFrom(listener, new byte[1], 0, 1)))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }
}
