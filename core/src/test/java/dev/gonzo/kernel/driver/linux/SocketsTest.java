package dev.gonzo.kernel.driver.linux;

import static dev.gonzo.kernel.driver.linux.Connection.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketsTest {
  private final byte[] buffer = new byte[64];

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bytes_come_back_from_an_echo_within_one_thread(String host) throws Exception {
    try (var pair = new Connection(host)) {
      byte[] text = "..hello..".getBytes(UTF_8);
      assertThat(pair.sockets.send(pair.client, text, 2, 5)).isEqualTo(5);
      assertThat(pair.sockets.receive(pair.server, buffer, 10, 54)).isEqualTo(5);
      assertThat(pair.sockets.send(pair.server, buffer, 10, 5)).isEqualTo(5);
      assertThat(pair.sockets.receive(pair.client, buffer, 30, 34)).isEqualTo(5);
      assertThat(new String(buffer, 30, 5, UTF_8)).isEqualTo("hello");
      assertThat(buffer[9]).isZero();
      assertThat(buffer[15]).isZero();
      assertThat(buffer[35]).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void both_sides_know_each_other(String host) throws Exception {
    try (var pair = new Connection(host)) {
      done(pair.sockets.localAddress(pair.client));
      var client = (InetSocketAddress) pair.sockets.lastAddress();
      assertThat(client.getAddress()).isEqualTo(InetAddress.getByName(host));
      assertThat(pair.acceptedFrom).isEqualTo(client);
      done(pair.sockets.peerAddress(pair.server));
      assertThat(pair.sockets.lastAddress()).isEqualTo(client);
      done(pair.sockets.peerAddress(pair.client));
      assertThat(pair.sockets.lastAddress()).isEqualTo(pair.address);
      assertThat(pair.address.getPort()).isPositive();
    }
  }

  @Test
  void an_ipv4_client_of_an_ipv6_socket_is_known_by_its_ipv4_address() throws Exception {
    var calls = new SystemCalls();
    var sockets = new Sockets(calls);
    int listener = done(sockets.open(SocketAddresses.AF_INET6));
    done(sockets.set(listener, SocketSetting.IPV6_ONLY, 0));
    done(sockets.bind(listener, new InetSocketAddress(InetAddress.getByName("::"), 0)));
    done(sockets.listen(listener, 1));
    done(sockets.localAddress(listener));
    int port = ((InetSocketAddress) sockets.lastAddress()).getPort();
    int client = done(sockets.open(SocketAddresses.AF_INET));
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    assertThat(sockets.connect(client, address)).isIn(0, -ErrorNumber.EINPROGRESS);
    int server = done(sockets.accept(listener));
    assertThat(((InetSocketAddress) sockets.lastAddress()).getAddress())
        .isEqualTo(InetAddress.getByName("127.0.0.1"));
    calls.close(client);
    calls.close(server);
    calls.close(listener);
  }

  @Test
  void nothing_to_receive_answers_again_and_the_end_answers_zero() throws Exception {
    try (var pair = new Connection("127.0.0.1")) {
      assertThat(pair.sockets.receive(pair.server, buffer, 0, 64)).isEqualTo(-ErrorNumber.EAGAIN);
      assertThat(pair.sockets.accept(pair.listener)).isEqualTo(-ErrorNumber.EAGAIN);
      done(pair.sockets.shutdownOutput(pair.client));
      assertThat(pair.sockets.receive(pair.server, buffer, 0, 64)).isZero();
      assertThat(pair.sockets.send(pair.client, buffer, 0, 1)).isEqualTo(-ErrorNumber.EPIPE);
      assertThat(pair.sockets.send(pair.server, buffer, 0, 1)).isEqualTo(1);
    }
  }

  @Test
  void a_peer_that_does_not_read_stops_the_sender() throws Exception {
    try (var pair = new Connection("127.0.0.1")) {
      var much = new byte[3 * Sockets.MOST_BYTES];
      int first = pair.sockets.send(pair.client, much, 0, much.length);
      assertThat(first).isBetween(1, Sockets.MOST_BYTES);
      int result = first;
      for (int i = 0; i < 1000 && result > 0; i++) {
        result = pair.sockets.send(pair.client, much, 0, much.length);
      }
      assertThat(result).isEqualTo(-ErrorNumber.EAGAIN);
    }
  }

  @Test
  void a_port_where_nobody_listens_refuses() throws Exception {
    InetSocketAddress gone;
    try (var pair = new Connection("127.0.0.1")) {
      gone = pair.address;
    }
    var calls = new SystemCalls();
    var sockets = new Sockets(calls);
    int client = done(sockets.open(SocketAddresses.AF_INET));
    int result = sockets.connect(client, gone);
    if (result == -ErrorNumber.EINPROGRESS) {
      try (var epoll = Epoll.open(calls, 1)) {
        done(epoll.add(client, Epoll.EPOLLOUT, 0));
        assertThat(epoll.waitUpTo(2_000_000_000L)).isEqualTo(1);
      }
      result = sockets.takeError(client);
    }
    assertThat(result).isEqualTo(-ErrorNumber.ECONNREFUSED);
    assertThat(sockets.takeError(client)).isZero();
    done(calls.close(client));
  }

  @Test
  void a_taken_port_is_in_use() throws Exception {
    try (var pair = new Connection("127.0.0.1")) {
      int second = done(pair.sockets.open(SocketAddresses.AF_INET));
      done(pair.sockets.set(second, SocketSetting.REUSE_ADDRESS, 1));
      int result = pair.sockets.bind(second, pair.address);
      assertThat(result).isEqualTo(-ErrorNumber.EADDRINUSE);
      done(pair.calls.close(second));
    }
  }

  @Test
  void a_socket_that_lingers_for_no_time_resets_its_connection() throws Exception {
    try (var pair = new Connection("127.0.0.1")) {
      int extra = done(pair.sockets.open(SocketAddresses.AF_INET));
      assertThat(pair.sockets.connect(extra, pair.address)).isIn(0, -ErrorNumber.EINPROGRESS);
      int server = done(pair.sockets.accept(pair.listener));
      done(pair.sockets.setLinger(extra, 0));
      done(pair.calls.close(extra));
      assertThat(pair.sockets.receive(server, buffer, 0, 64)).isEqualTo(-ErrorNumber.ECONNRESET);
      done(pair.calls.close(server));
    }
  }

  @Test
  void settings_are_read_as_they_were_written() throws Exception {
    try (var pair = new Connection("::1")) {
      for (var setting : SocketSetting.values()) {
        int descriptor =
            switch (setting) {
              case IPV6_ONLY -> done(pair.sockets.open(SocketAddresses.AF_INET6));
              case BROADCAST, MULTICAST_HOPS, MULTICAST_LOOP ->
                  done(pair.sockets.openDatagrams(SocketAddresses.AF_INET));
              case MULTICAST_HOPS_IPV6, MULTICAST_LOOP_IPV6 ->
                  done(pair.sockets.openDatagrams(SocketAddresses.AF_INET6));
              default -> pair.client;
            };
        if (setting.name().endsWith("_BYTES")) {
          done(pair.sockets.set(descriptor, setting, 20_000));
          assertThat(pair.sockets.get(descriptor, setting)).as(setting.name()).isEqualTo(40_000);
        } else {
          done(pair.sockets.set(descriptor, setting, 1));
          assertThat(pair.sockets.get(descriptor, setting)).as(setting.name()).isEqualTo(1);
          done(pair.sockets.set(descriptor, setting, 0));
          assertThat(pair.sockets.get(descriptor, setting)).as(setting.name()).isZero();
        }
        if (descriptor != pair.client) {
          done(pair.calls.close(descriptor));
        }
      }
    }
  }

  @Test
  void a_bad_descriptor_answers_so_in_every_call() {
    var calls = new SystemCalls();
    var sockets = new Sockets(calls);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThat(
            new int[] {
              calls.close(-1),
              sockets.bind(-1, address),
              sockets.connect(-1, address),
              sockets.listen(-1, 1),
              sockets.accept(-1),
              sockets.receive(-1, buffer, 0, 1),
              sockets.send(-1, buffer, 0, 1),
              sockets.shutdownInput(-1),
              sockets.shutdownOutput(-1),
              sockets.localAddress(-1),
              sockets.peerAddress(-1),
              sockets.takeError(-1),
              sockets.setLinger(-1, 1),
              sockets.get(-1, SocketSetting.KEEP_ALIVE),
              sockets.set(-1, SocketSetting.KEEP_ALIVE, 1)
            })
        .containsOnly(-ErrorNumber.EBADF);
    assertThat(sockets.open(4711)).isEqualTo(-ErrorNumber.EAFNOSUPPORT);
  }

  @Test
  void a_part_that_the_array_does_not_have_is_refused() throws Exception {
    try (var pair = new Connection("127.0.0.1")) {
      assertThatThrownBy(() -> pair.sockets.receive(pair.client, buffer, 60, 5))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> pair.sockets.send(pair.client, buffer, -1, 5))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> pair.sockets.send(pair.client, buffer, 0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
