package dev.gonzo.tck;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.HERE;
import static dev.gonzo.tck.Connection.receive;
import static dev.gonzo.tck.Connection.receiveAll;
import static dev.gonzo.tck.Connection.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": the bytes of a TCP connection, and its failures. */
public abstract class NetConformance extends Conformance {
  // More than the number of threads that any kernel would use at the same time.
  private static final int MANY = 500;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Creates the chapter. */
  protected NetConformance() {
    super(NetTrap.class);
  }

  /**
   * {@return whether the port of a socket is free as soon as its close was answered} A kernel whose
   * devices close it a little later overrides this.
   */
  protected boolean freesPortsAtOnce() {
    return true;
  }

  // ---------------------------------------------------------------- bytes

  @Test
  @Specified({"6.4", "6.5", "6.6", "6.7", "6.8"})
  void what_is_sent_is_received_and_the_other_way_round() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        for (String text : new String[] {"hello", "again", "ü"}) {
          send(connection.client(), text);
          assertThat(receive(connection.server())).isEqualTo(text);
          send(connection.server(), text);
          assertThat(receive(connection.client())).isEqualTo(text);
        }
      }
    });
  }

  @Test
  @Specified("6.7")
  void receiving_fills_only_the_part_that_it_was_given() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        send(connection.client(), "abcdef");
        var buffer = "........".getBytes(StandardCharsets.US_ASCII);
        assertThat(connection.server().read(buffer, 2, 3)).isEqualTo(3);
        assertThat(new String(buffer, StandardCharsets.US_ASCII)).isEqualTo("..abc...");
        assertThat(connection.server().read(buffer, 5, 3)).isEqualTo(3);
        assertThat(new String(buffer, StandardCharsets.US_ASCII)).isEqualTo("..abcdef");
      }
    });
  }

  @Test
  @Specified({"6.7", "6.8"})
  void nothing_is_sent_and_nothing_is_waited_for_where_no_byte_is_meant() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        connection.client().writeAll(new byte[0]);
        assertThat(connection.server().read(new byte[0])).isZero();
        send(connection.client(), "x");
        assertThat(receive(connection.server())).isEqualTo("x");
      }
    });
  }

  @Test
  @Specified({"6.7", "6.8"})
  void a_part_that_the_buffer_does_not_have_is_refused() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        var buffer = new byte[10];
        assertThatThrownBy(() -> connection.server().read(buffer, 5, 6))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> connection.client().writeAll(buffer, -1, 6))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    });
  }

  @Test
  @Specified("6.7")
  void after_the_peers_last_byte_the_end_is_told_again_and_again() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        send(connection.client(), "last");
        connection.client().close();
        assertThat(receive(connection.server())).isEqualTo("last");
        for (int i = 0; i < 3; i++) {
          assertThat(connection.server().read(new byte[10])).isEqualTo(-1);
        }
      }
    });
  }

  @NeedsOutside("a socket that sends urgent bytes, which no trap does")
  @Tag("realTime")
  @Test
  @Specified("6.7")
  void an_urgent_byte_ends_a_receive_and_hides_nothing_that_came_behind_it() throws Exception {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0);
          var peer = new java.net.Socket()) {
        InetSocketAddress address = listener.localAddress();
        runInThread(() -> {
          peer.connect(address);
          return peer;
        });
        try (Socket socket = listener.accept()) {
          runInThread(() -> {
            for (String part : new String[] {"ABC", "DEF", "GHI"}) {
              peer.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
              peer.sendUrgentData('!');
            }
            peer.getOutputStream().write("JKL".getBytes(StandardCharsets.US_ASCII));
            return peer;
          });
          // Of several urgent bytes, the system delivers all but the last with the other bytes.
          var all = new StringBuilder();
          while (!all.toString().endsWith("JKL")) {
            all.append(Gonzo.timeoutAfter(LIMIT, () -> receive(socket)));
          }
          assertThat(all.toString().replace("!", "")).isEqualTo("ABCDEFGHIJKL");
        }
      }
    });
  }

  @Test
  @Specified("6.6")
  void a_socket_is_never_connected_to_itself() throws IOException {
    run(() -> {
      refusesItself(InetAddress.ofLiteral("127.0.0.1"));
      if (peers().hasIpv6()) {
        refusesItself(InetAddress.ofLiteral("::1"));
      }
    });
  }

  /** With a given local port, since with one chosen by the system it happens only by chance. */
  private void refusesItself(InetAddress host) throws IOException {
    InetSocketAddress free;
    try (Listener listener = Tcp.listen(host.getHostAddress(), 0)) {
      free = listener.localAddress();
    }
    var asked = new Connect(free, free, Map.of(StandardSocketOptions.SO_REUSEADDR, true));
    assertThatThrownBy(() -> Coroutine.trap(asked)).isInstanceOf(ConnectException.class);
    Throwable again = catchThrowable(() -> Coroutine.trap(asked));
    if (freesPortsAtOnce() || !(again instanceof BindException)) {
      assertThat(again).isInstanceOf(ConnectException.class);
    }
    Tcp.listen(host.getHostAddress(), free.getPort()).close();
  }

  @Test
  @Specified("6.9")
  // docs/edges.md: F15
  void a_half_closed_connection_goes_on_the_other_way() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        send(connection.client(), "question");
        connection.client().shutdownOutput();
        assertThat(new String(receiveAll(connection.server()), StandardCharsets.UTF_8))
            .isEqualTo("question");
        send(connection.server(), "answer");
        assertThat(receive(connection.client())).isEqualTo("answer");
        assertThatThrownBy(() -> send(connection.client(), "too late"))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("the output was shut down on our side");
        connection.server().close();
        assertThat(receive(connection.client())).isEqualTo("the end");
      }
    });
  }

  @Test
  @Specified({"6.6", "6.7", "6.8"})
  void a_server_of_threads_and_java_net_sockets_understands_us() throws Exception {
    run(() -> {
      try (PeerServer peer = peers().serve(NetConformance::echo)) {
        try (Socket client = Tcp.connect(HERE, peer.port())) {
          send(client, "through java.net");
          client.shutdownOutput();
          assertThat(new String(receiveAll(client), StandardCharsets.UTF_8))
              .isEqualTo("through java.net");
        }
        peer.awaitEnd();
      }
    });
  }

  private static void echo(PeerConnection connection) throws IOException {
    var buffer = new byte[100];
    for (int count; (count = connection.receive(buffer)) >= 0; ) {
      connection.send(buffer, count);
    }
  }

  // ---------------------------------------------------------------- failures

  @Test
  @Specified({"6.7", "6.8"})
  // docs/edges.md: F13, F15
  void a_connection_that_the_peer_resets_fails_on_both_operations() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Task<?> receiver =
            spawn(() ->
                assertThatThrownBy(() -> receive(connection.server()))
                    .isInstanceOf(SocketException.class));
        Connection.untilSuspended(receiver);
        reset(connection.client());
        Object _ = receiver.join();
        sendUntilItFails(connection.server());
      }
    });
  }

  @Test
  @Specified("6.7")
  void after_a_reset_each_receive_fails_even_if_a_send_was_the_first_to_fail() throws IOException {
    for (boolean sends : new boolean[] {false, true}) {
      for (String last : new String[] {"", "last"}) {
        run(() -> {
          try (var connection = Connection.open()) {
            Socket server = connection.server();
            if (!last.isEmpty()) {
              send(connection.client(), last);
            }
            reset(connection.client());
            if (sends) {
              sendUntilItFails(server);
            }
            // Some kernels keep the bytes that came before a reset, and some systems drop them.
            for (int failures = 0; failures < 3; ) {
              try {
                assertThat(receive(server)).isEqualTo(last).isNotEmpty();
              } catch (SocketException reset) {
                failures++;
              }
            }
          }
        });
      }
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    socket.close();
  }

  private static void sendUntilItFails(Socket socket) {
    assertThatThrownBy(
            () -> {
              while (true) {
                send(socket, "into the void");
              }
            })
        .isInstanceOf(SocketException.class);
  }

  @Test
  @Specified("6.6")
  // docs/edges.md: rule 9, F13
  void connecting_where_nobody_listens_is_refused() throws IOException {
    run(() -> {
      int port;
      try (Listener listener = Tcp.listen(HERE, 0)) {
        port = listener.localAddress().getPort();
      }
      assertThatThrownBy(() -> Tcp.connect(HERE, port))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(String.valueOf(port));
    });
  }

  @Test
  @Specified("6.4")
  void listening_where_somebody_listens_is_refused() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        assertThatThrownBy(() -> Tcp.listen(HERE, port))
            .isInstanceOf(BindException.class)
            .hasMessageContaining(String.valueOf(port));
      }
    });
  }

  @Test
  @Specified("6.4")
  void an_address_can_be_listened_on_again_at_once() throws IOException {
    run(() -> {
      int port = 0;
      for (int i = 0; i < 3; i++) {
        try (Listener listener = Tcp.listen(HERE, port)) {
          port = listener.localAddress().getPort();
          // The side that closes first keeps the address in use (TIME_WAIT): here it is ours.
          var connection = Connection.open(listener, HERE);
          connection.server().close();
          connection.client().close();
        }
      }
    });
  }

  @Test
  @Specified("6.4")
  void an_address_of_another_machine_cannot_be_listened_on() throws IOException {
    run(() ->
        // TEST-NET-1 of RFC 5737, which no host has.
        assertThatThrownBy(() -> Tcp.listen("192.0.2.1", 0)).isInstanceOf(BindException.class));
  }

  @Test
  @Specified("6.3")
  // docs/edges.md: rule 9
  void a_host_that_cannot_be_is_unknown() throws IOException {
    run(() ->
        assertThatThrownBy(() -> Tcp.connect("not a host", 1))
            .isInstanceOf(UnknownHostException.class));
  }

  @Test
  @Specified("6.3")
  void what_is_not_the_name_of_a_host_is_unknown_and_no_server_is_asked() throws IOException {
    run(() -> {
      for (String name : new String[] {"", ".", "a..ü", "fe80::1%nowhere", "x.".repeat(200)}) {
        assertThatThrownBy(() -> Coroutine.trap(new Resolve(name)))
            .as(name)
            .isInstanceOf(UnknownHostException.class);
      }
    });
  }

  @Test
  @Specified("6.3")
  void this_machine_has_its_name_with_a_dot_at_its_end_too() throws IOException {
    run(() -> {
      for (String name : new String[] {"localhost", "localhost.", "LOCALHOST.", "a.localhost."}) {
        assertThat(Coroutine.trap(new Resolve(name)))
            .as(name)
            .isNotEmpty()
            .allMatch(InetAddress::isLoopbackAddress);
      }
    });
  }

  @Test
  @Specified("6.11")
  void a_listener_is_named_by_the_port_that_the_system_has_chosen() throws IOException {
    run(() -> {
      for (String host : new String[] {HERE, "localhost"}) {
        Listener listener = Tcp.listen(host, 0);
        String port = ":" + listener.localAddress().getPort();
        assertThat(listener.toString()).endsWith(port);
        listener.close();
        assertThat(listener.toString()).endsWith(port);
      }
    });
  }

  @Test
  @Specified({"6.1", "6.10"})
  // docs/edges.md: rule 6
  void what_is_closed_on_our_side_says_so() throws IOException {
    run(() -> {
      Listener listener = Tcp.listen(HERE, 0);
      var connection = Connection.open(listener, HERE);
      Socket client = connection.client();
      InetSocketAddress peer = client.remoteAddress();
      client.close();
      client.close();
      listener.close();
      listener.close();
      assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> send(client, "x")).isInstanceOf(SocketException.class);
      assertThatThrownBy(client::shutdownOutput).isInstanceOf(SocketException.class);
      assertThatThrownBy(client::localAddress).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> client.option(StandardSocketOptions.TCP_NODELAY))
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(listener::accept).isInstanceOf(SocketException.class);
      assertThat(client.remoteAddress()).isEqualTo(peer);
      assertThat(receive(connection.server())).isEqualTo("the end");
      connection.close();
    });
  }

  @Test
  @Specified("6.4")
  void an_address_that_is_not_ours_and_a_port_in_use_call_for_different_things()
      throws IOException {
    run(() -> {
      assertThatThrownBy(() -> Tcp.listen("192.0.2.77", 0))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("use an address of this machine");
      try (Listener listener = Tcp.listen(HERE, 0)) {
        assertThatThrownBy(() -> Tcp.listen(HERE, listener.localAddress().getPort()))
            .isInstanceOf(BindException.class)
            .hasMessageContaining("stop the program that uses it");
      }
    });
  }

  @Test
  @Specified("6.6")
  void a_network_that_cannot_be_reached_has_no_route() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"),
        "other systems have other failures for a connection to a group");
    run(() ->
        assertThatThrownBy(() -> Tcp.connect("224.0.0.1", 9))
            .isInstanceOf(NoRouteToHostException.class)
            .hasMessageContaining("224.0.0.1:9"));
  }

  @Test
  @Specified("6.6")
  void a_source_that_is_not_ours_is_named() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        InetSocketAddress address = listener.localAddress();
        var source = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 0);
        assertThatThrownBy(() -> Coroutine.trap(new Connect(address, source, Map.of())))
            .isInstanceOf(BindException.class)
            .hasMessageContaining("192.0.2.77");
      }
    });
  }

  // ---------------------------------------------------------------- addresses and options

  @Test
  @Specified({"6.11", "6.12"})
  void both_ends_tell_the_same_addresses() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0);
          var connection = Connection.open(listener, HERE)) {
        InetSocketAddress listening = listener.localAddress();
        assertThat(listening.getPort()).isPositive();
        assertThat(listening).hasToString("/" + HERE + ":" + listening.getPort());
        assertThat(connection.client().remoteAddress()).hasToString(listening.toString());
        assertThat(connection.client().remoteAddress()).isEqualTo(listening);
        assertThat(connection.server().localAddress()).isEqualTo(listening);
        assertThat(connection.server().remoteAddress())
            .isEqualTo(connection.client().localAddress());
      }
    });
  }

  @Test
  @Specified({"6.4", "6.6"})
  void connections_go_by_ipv6() throws IOException {
    Assumptions.assumeTrue(peers().hasIpv6(), "this machine has no IPv6 loopback address");
    run(() -> {
      try (var connection = Connection.open("::1")) {
        send(connection.client(), "over six");
        assertThat(receive(connection.server())).isEqualTo("over six");
        assertThat(connection.client().remoteAddress().getAddress())
            .isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(connection.server().remoteAddress())
            .isEqualTo(connection.client().localAddress());
      }
    });
  }

  @Test
  @Specified("6.4")
  void who_listens_on_all_addresses_is_reached_by_both_protocols() throws IOException {
    Assumptions.assumeTrue(peers().hasIpv6(), "this machine has no IPv6 loopback address");
    run(() -> {
      try (Listener listener = Tcp.listen("::", 0)) {
        for (String host : new String[] {"::1", HERE}) {
          try (var connection = Connection.open(listener, host)) {
            send(connection.client(), host);
            assertThat(receive(connection.server())).isEqualTo(host);
          }
        }
      }
    });
  }

  @Test
  @Specified({"6.13", "6.14"})
  void options_can_be_set_and_read() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Socket socket = connection.client();
        assertThat(socket.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        assertThat(connection.server().option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, false);
        assertThat(socket.option(StandardSocketOptions.TCP_NODELAY)).isFalse();
        assertThat(socket.option(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
        assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isNegative();
        socket.setOption(StandardSocketOptions.SO_LINGER, 7);
        assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isEqualTo(7);
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isZero();
        socket.setOption(StandardSocketOptions.SO_LINGER, -1);
        assertThat(socket.option(StandardSocketOptions.SO_LINGER)).isNegative();
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        assertThat(socket.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 100_000);
        assertThat(socket.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(100_000);
      }
    });
  }

  @Test
  @Specified({"6.13", "6.14"})
  void an_option_that_is_not_known_is_refused() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        assertThatThrownBy(
                () -> connection.client().setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("IP_MULTICAST_LOOP");
        assertThatThrownBy(
                () -> connection.client().option(StandardSocketOptions.IP_MULTICAST_LOOP))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    });
  }

  @Test
  @Specified("6.3")
  void a_name_and_an_address_in_its_usual_notation_are_resolved() throws IOException {
    run(() -> {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      assertThat(Coroutine.trap(new Resolve("127.0.0.1"))).containsExactly(loopback);
      assertThat(Coroutine.trap(new Resolve("localhost")))
          .isNotEmpty()
          .allMatch(InetAddress::isLoopbackAddress);
    });
  }

  @Test
  @Specified({"5.7", "6.3"})
  void a_name_is_resolved_while_all_threads_for_other_work_are_stuck() throws Exception {
    Assumptions.assumeTrue(kernel().supports(ThreadTrap.class));
    run(() -> {
      var letGo = new CountDownLatch(1);
      for (int i = 0; i < MANY; i++) {
        var _ =
            spawn(() ->
                runInThread(() -> {
                  letGo.await();
                  return null;
                }));
      }
      try {
        assertThat(Coroutine.trap(new Resolve("localhost"))).isNotEmpty();
      } finally {
        letGo.countDown();
      }
    });
  }
}
