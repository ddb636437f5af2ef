package dev.gonzo.kernel.driver.linux;

import static dev.gonzo.kernel.driver.linux.Connection.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpollTest {
  private static final long LONG_ENOUGH = 5_000_000_000L;
  private final byte[] buffer = new byte[64];

  @Test
  void an_edge_is_told_once_and_the_next_bytes_are_a_new_edge() throws Exception {
    try (var pair = new Connection("127.0.0.1");
        var epoll = Epoll.open(pair.calls, 8)) {
      long data = 0xCAFE_BABE_8000_0001L;
      done(epoll.add(pair.server, Epoll.EPOLLIN | Epoll.EPOLLET, data));
      assertThat(epoll.poll()).isZero();
      pair.sockets.send(pair.client, buffer, 0, 3);
      assertThat(epoll.waitUpTo(LONG_ENOUGH)).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(data);
      assertThat(epoll.events(0)).isEqualTo(Epoll.EPOLLIN);
      assertThat(epoll.poll()).isZero();
      pair.sockets.send(pair.client, buffer, 0, 3);
      assertThat(epoll.waitUpTo(Epoll.FOREVER)).isEqualTo(1);
    }
  }

  @Test
  void a_level_is_told_until_it_is_gone() throws Exception {
    try (var pair = new Connection("127.0.0.1");
        var epoll = Epoll.open(pair.calls, 8)) {
      done(epoll.add(pair.server, Epoll.EPOLLIN, 7));
      pair.sockets.send(pair.client, buffer, 0, 3);
      assertThat(epoll.waitUpTo(LONG_ENOUGH)).isEqualTo(1);
      assertThat(epoll.poll()).isEqualTo(1);
      assertThat(pair.sockets.receive(pair.server, buffer, 0, 64)).isEqualTo(3);
      assertThat(epoll.poll()).isZero();
    }
  }

  @Test
  void several_events_come_together_each_with_its_own_data() throws Exception {
    try (var pair = new Connection("::1");
        var epoll = Epoll.open(pair.calls, 8)) {
      done(epoll.add(pair.server, Epoll.EPOLLOUT | Epoll.EPOLLRDHUP, Long.MIN_VALUE + 1));
      done(epoll.add(pair.client, Epoll.EPOLLOUT, Long.MAX_VALUE - 1));
      pair.sockets.shutdownOutput(pair.client);
      assertThat(epoll.waitUpTo(LONG_ENOUGH)).isEqualTo(2);
      int server = epoll.data(0) == Long.MIN_VALUE + 1 ? 0 : 1;
      assertThat(epoll.data(server)).isEqualTo(Long.MIN_VALUE + 1);
      assertThat(epoll.events(server)).isEqualTo(Epoll.EPOLLOUT | Epoll.EPOLLRDHUP);
      assertThat(epoll.data(1 - server)).isEqualTo(Long.MAX_VALUE - 1);
      assertThat(epoll.events(1 - server)).isEqualTo(Epoll.EPOLLOUT);
    }
  }

  @Test
  void what_is_changed_or_removed_is_told_so_or_no_more() throws Exception {
    try (var pair = new Connection("127.0.0.1");
        var epoll = Epoll.open(pair.calls, 8)) {
      done(epoll.add(pair.client, Epoll.EPOLLIN | Epoll.EPOLLET, 1));
      assertThat(epoll.add(pair.client, Epoll.EPOLLIN, 1)).isEqualTo(-ErrorNumber.EEXIST);
      done(epoll.modify(pair.client, Epoll.EPOLLOUT | Epoll.EPOLLET, 2));
      assertThat(epoll.poll()).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(2);
      done(epoll.remove(pair.client));
      assertThat(epoll.poll()).isZero();
      assertThat(epoll.add(-1, Epoll.EPOLLIN, 1)).isEqualTo(-ErrorNumber.EBADF);
    }
  }

  @Tag("realTime")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_wait_lasts_at_least_its_time(boolean exact) throws IOException {
    try (var epoll = Epoll.open(new SystemCalls(), 1, exact)) {
      for (long nanos : new long[] {1, 300_000, 1_000_000, 2_500_001}) {
        long start = System.nanoTime();
        assertThat(epoll.waitUpTo(nanos)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
      }
    }
  }

  @Test
  void milliseconds_are_rounded_up() {
    assertThat(Epoll.millisAtLeast(1)).isEqualTo(1);
    assertThat(Epoll.millisAtLeast(1_000_000)).isEqualTo(1);
    assertThat(Epoll.millisAtLeast(1_000_001)).isEqualTo(2);
    assertThat(Epoll.millisAtLeast(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Epoll.millisAtLeast(Epoll.FOREVER)).isEqualTo(-1);
  }

  @Test
  void the_event_is_packed_on_x86_64_only() {
    assertThat(Epoll.dataOffset("amd64")).isEqualTo(4);
    assertThat(Epoll.dataOffset("x86_64")).isEqualTo(4);
    assertThat(Epoll.dataOffset("aarch64")).isEqualTo(8);
  }

  @Test
  void a_closed_instance_answers_bad_descriptor_and_closes_once_only() throws IOException {
    var epoll = Epoll.open(new SystemCalls(), 1);
    epoll.close();
    epoll.close();
    assertThat(epoll.poll()).isEqualTo(-ErrorNumber.EBADF);
    assertThat(epoll.waitUpTo(1)).isEqualTo(-ErrorNumber.EBADF);
  }

  @Test
  void there_must_be_room_for_an_event() {
    assertThatThrownBy(() -> Epoll.open(new SystemCalls(), 0))
        .hasMessage("capacity must be at least 1, got 0");
  }
}
