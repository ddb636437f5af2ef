package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.HERE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.net.Datagram;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import dev.gonzo.trap.NetTrap;
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
public abstract class UdpConformance extends Conformance {
  private static final InetAddress GROUP = InetAddress.ofLiteral("239.1.2.3");

  /** Creates the chapter. */
  protected UdpConformance() {
    super(NetTrap.class);
  }

  private static String text(Datagram datagram, byte[] buffer) {
    return new String(buffer, 0, datagram.length(), UTF_8);
  }

  private static void send(UdpSocket from, String text, UdpSocket to) throws IOException {
    from.sendTo(text.getBytes(UTF_8), to.localAddress());
  }

  private static String receive(UdpSocket socket) throws IOException {
    var buffer = new byte[1000];
    return text(socket.receiveFrom(buffer), buffer);
  }

  // ---------------------------------------------------------------- there and back

  @Test
  @Specified({"6.15", "6.16", "6.17"})
  void a_datagram_tells_its_sender_who_can_be_answered() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        send(client, "question", server);
        var buffer = new byte[100];
        Datagram question = server.receiveFrom(buffer);
        assertThat(text(question, buffer)).isEqualTo("question");
        assertThat(question.sender()).isEqualTo(client.localAddress());
        assertThat(question.isTruncated()).isFalse();
        server.sendTo("answer".getBytes(UTF_8), question.sender());
        assertThat(receive(client)).isEqualTo("answer");
      }
    });
  }

  @Test
  @Specified("6.16")
  void a_receiver_that_waits_is_woken_by_a_datagram() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.connect(HERE, server.localAddress().getPort())) {
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
  @Specified({"6.16", "6.17"})
  // docs/edges.md: F16
  void an_empty_datagram_is_one() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        send(client, "", server);
        send(client, "behind it", server);
        Datagram empty = server.receiveFrom(new byte[10]);
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
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
        send(client, "0123456789", server);
        send(client, "next", server);
        send(client, "and one for no room at all", server);
        var buffer = "..........".getBytes(UTF_8);
        Datagram cut = server.receiveFrom(buffer, 2, 4);
        assertThat(new String(buffer, UTF_8)).isEqualTo("..0123....");
        assertThat(cut.isTruncated()).isTrue();
        assertThat(cut.length()).isEqualTo(4);
        assertThat(cut.size()).isEqualTo(10);
        assertThat(server.receiveFrom(buffer).isTruncated()).isFalse();
        assertThat(new String(buffer, 0, 4, UTF_8)).isEqualTo("next");
        assertThat(server.receiveFrom(buffer, 0, 0).size()).isEqualTo(26);
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
    Assumptions.assumeTrue(
        NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null,
        "this machine has no IPv6 loopback address");
    run(() -> {
      try (var server = Udp.open("::", 0);
          var six = Udp.connect("::1", server.localAddress().getPort());
          var four = Udp.connect(HERE, server.localAddress().getPort())) {
        var buffer = new byte[10];
        six.send("six".getBytes(UTF_8));
        Datagram first = server.receiveFrom(buffer);
        assertThat(first.sender().getAddress()).isEqualTo(InetAddress.ofLiteral("::1"));
        server.sendTo(buffer, 0, first.length(), first.sender());
        assertThat(receive(six)).isEqualTo("six");
        four.send("four".getBytes(UTF_8));
        Datagram second = server.receiveFrom(buffer);
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

  @Test
  @Specified("6.17")
  void whom_to_send_to_is_said_once() throws IOException {
    run(() -> {
      try (var open = Udp.open(HERE, 0);
          var connected = Udp.connect(HERE, open.localAddress().getPort())) {
        assertThatThrownBy(() -> open.send(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> send(connected, "x", open))
            .isInstanceOf(IllegalStateException.class);
      }
    });
  }

  // ---------------------------------------------------------------- many receivers

  @Test
  @Specified({"6.18", "6.19"})
  void what_goes_to_a_group_comes_to_its_members_until_they_leave() throws IOException {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(HERE));
    run(() -> {
      Map<java.net.SocketOption<?>, Object> shared =
          Map.of(StandardSocketOptions.SO_REUSEADDR, true);
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
          Udp.open(HERE, 0, Map.of(StandardSocketOptions.IP_MULTICAST_IF, loopback))) {
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

  // ---------------------------------------------------------------- waiting

  @Test
  @Specified("6.16")
  void a_cancelled_receive_has_taken_no_datagram() throws IOException {
    run(() -> {
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
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
      try (var server = Udp.open(HERE, 0);
          var client = Udp.open(HERE, 0)) {
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
      UdpSocket server = Udp.open(HERE, 0);
      Task<String> receiver = spawn(() -> receive(server));
      Connection.untilSuspended(receiver);
      server.close();
      server.close();
      assertThatThrownBy(receiver::join).hasCauseInstanceOf(SocketException.class);
      assertThatThrownBy(() -> receive(server)).isInstanceOf(SocketException.class);
      assertThatThrownBy(server::localAddress).isInstanceOf(SocketException.class);
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
