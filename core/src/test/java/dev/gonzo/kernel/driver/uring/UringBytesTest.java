package dev.gonzo.kernel.driver.uring;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.TaskState;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bytes of connections that go through the ring, and what bounds them. */
@Tag("realTime")
class UringBytesTest {
  private static final String HERE = "127.0.0.1";

  @BeforeEach
  void only_where_there_are_rings() {
    Driven.onlyWhereThereAreRings();
  }

  private static void untilSuspended(Task<?> task) {
    while (task.state() != TaskState.SUSPENDED) {
      yieldNow();
    }
  }

  /** A task that is always ready, so that sends are queued. */
  private static Task<?> always() {
    return spawn(() -> {
      while (true) {
        yieldNow();
      }
    });
  }

  private static byte[] readAll(Socket socket, int pace) throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    var buffer = new byte[pace];
    for (int count = socket.read(buffer); count >= 0; count = socket.read(buffer)) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  private static byte[] pattern(int length, int seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  // ---------------------------------------------------------------- receiving

  @Test
  void with_one_buffer_a_hundred_connections_get_all_their_bytes() throws Exception {
    Driven.run(
        new UringDriver(64, 128, 1, 1),
        () -> {
          var ends = new ArrayList<Ends>();
          var readers = new ArrayList<Task<byte[]>>();
          for (int i = 0; i < 100; i++) {
            var pair = Ends.open();
            ends.add(pair);
            readers.add(spawn(() -> readAll(pair.server(), 10_000)));
          }
          readers.forEach(UringBytesTest::untilSuspended);
          // All of them arrive before the next poll, and there is a buffer for one.
          for (int i = 0; i < 100; i++) {
            ends.get(i).client().writeAll(pattern(5000, i));
          }
          for (int i = 0; i < 100; i++) {
            ends.get(i).client().close();
            assertThat(readers.get(i).join()).isEqualTo(pattern(5000, i));
            ends.get(i).server().close();
          }
        });
  }

  @Test
  void one_fast_peer_among_a_thousand_takes_no_turn_from_them() throws Exception {
    Driven.run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0);
          var clients = TaskGroup.<Void>open()) {
        int port = listener.localAddress().getPort();
        Task<?> server = spawn(() -> listener.serve(UringBytesTest::echo));
        Task<?> fast = spawn(() -> flood(port));
        for (int i = 0; i < 1000; i++) {
          int number = i;
          clients.spawn(() -> talk(port, number));
        }
        clients.join();
        fast.cancel();
        server.cancel();
      }
    });
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[2000];
    for (int count = client.read(buffer); count > 0; count = client.read(buffer)) {
      client.writeAll(buffer, 0, count);
    }
  }

  private static Void flood(int port) throws IOException {
    try (Socket socket = Tcp.connect(HERE, port)) {
      var bytes = new byte[50_000];
      Task<?> reader =
          spawn(() -> {
            while (socket.read(new byte[10_000]) > 0) {
              // what comes back is not of interest
            }
          });
      try {
        while (true) {
          socket.writeAll(bytes);
        }
      } finally {
        reader.cancel();
      }
    }
  }

  private static Void talk(int port, int number) throws IOException {
    try (Socket socket = Tcp.connect(HERE, port)) {
      for (int round = 0; round < 3; round++) {
        byte[] said = pattern(100, number + round);
        socket.writeAll(said);
        var heard = new byte[100];
        for (int at = 0; at < 100; ) {
          int count = socket.read(heard, at, 100 - at);
          assertThat(count).isPositive();
          at += count;
        }
        assertThat(heard).isEqualTo(said);
      }
      return null;
    }
  }

  @Test
  void at_most_one_buffer_is_taken_ahead_of_the_program() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        Task<?> cancelled = spawn(() -> ends.server().read(new byte[10]));
        untilSuspended(cancelled);
        cancelled.cancel();
        Task<?> sender = spawn(() -> ends.client().writeAll(new byte[50_000_000]));
        untilSuspended(sender);
        for (int i = 0; i < 1000; i++) {
          yieldNow();
        }
        // The system's buffers are full, and the peer is stopped.
        assertThat(sender.state()).isEqualTo(TaskState.SUSPENDED);
        sender.cancel();
      }
    });
  }

  @Test
  void several_buffers_and_a_small_one_take_what_a_large_message_has_brought() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        byte[] sent = pattern(3000, 1);
        Task<byte[]> reader =
            spawn(() -> {
              var small = new byte[7];
              int count = ends.server().read(small);
              var first = ByteBuffer.allocate(1000);
              var second = ByteBuffer.allocateDirect(1000);
              while (second.hasRemaining()) {
                ends.server().read(first, second);
              }
              var all = ByteBuffer.allocate(3000).put(small, 0, count);
              all.put(first.flip()).put(second.flip());
              byte[] rest = readAll(ends.server(), 500);
              return all.put(rest).array();
            });
        untilSuspended(reader);
        ends.client().writeAll(sent);
        ends.client().shutdownOutput();
        assertThat(reader.join()).isEqualTo(sent);
      }
    });
  }

  @Test
  void bytes_in_flight_at_a_close_do_not_reach_the_next_socket_with_that_descriptor()
      throws Exception {
    Driven.run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        for (int i = 0; i < 200; i++) {
          Socket first = Tcp.connect(HERE, port);
          Socket firstPeer = listener.accept();
          Task<?> waits = spawn(() -> first.read(new byte[100]));
          untilSuspended(waits);
          yieldNow(); // now Linux has the request
          firstPeer.writeAll("for the first".getBytes());
          first.close();
          Socket second = Tcp.connect(HERE, port);
          Socket secondPeer = listener.accept();
          secondPeer.writeAll("for the second".getBytes());
          var buffer = new byte[100];
          int count = second.read(buffer);
          assertThat(new String(buffer, 0, count)).isEqualTo("for the second");
          assertThatThrownBy(waits::join).hasCauseInstanceOf(SocketException.class);
          firstPeer.close();
          second.close();
          secondPeer.close();
        }
      }
    });
  }

  // ---------------------------------------------------------------- sending

  @Test
  void sends_of_all_sizes_and_kinds_arrive_in_order() throws Exception {
    Driven.run(() -> {
      Task<?> other = always();
      for (int seed = 0; seed < 20; seed++) {
        var random = new Random(seed);
        byte[] sent = pattern(300_000, seed);
        try (var ends = Ends.open()) {
          Task<byte[]> reader = spawn(() -> readAll(ends.server(), 1 + random.nextInt(20_000)));
          for (int at = 0; at < sent.length; ) {
            int size = Math.min(sent.length - at, 1 + random.nextInt(1 << random.nextInt(16)));
            if (random.nextInt(4) == 0) {
              ends.client().writeAll(ByteBuffer.wrap(sent, at, size));
            } else {
              ends.client().writeAll(sent, at, size);
            }
            at += size;
            if (random.nextInt(5) == 0) {
              yieldNow();
            }
          }
          ends.client().shutdownOutput();
          assertThat(reader.join()).isEqualTo(sent);
        }
      }
      other.cancel();
    });
  }

  @Test
  void a_shut_down_and_a_close_come_after_the_bytes_that_a_slow_peer_has_not_taken()
      throws Exception {
    Driven.run(() -> {
      Task<?> other = always();
      for (boolean shutsDown : new boolean[] {true, false}) {
        try (var ends = Ends.open()) {
          int before = fill(ends.client()); // the last of them is under way
          if (shutsDown) {
            ends.client().shutdownOutput();
          } else {
            ends.client().close();
          }
          byte[] all = readAll(ends.server(), 100_000);
          assertThat(all).hasSize(before);
        }
      }
      other.cancel();
    });
  }

  /** Sends until the ring has a send that the peer does not take, and returns all bytes. */
  private static int fill(Socket socket) throws Exception {
    int[] count = {0};
    var piece = new byte[16_000]; // as much as is queued
    Task<?> sender =
        spawn(() -> {
          while (true) {
            socket.writeAll(piece);
            count[0] += piece.length;
          }
        });
    int before = 0;
    for (int quiet = 0; quiet < 2_000; quiet++) {
      yieldNow();
      if (count[0] != before) {
        before = count[0];
        quiet = 0;
      }
    }
    sender.cancel();
    return count[0];
  }

  @Test
  void a_send_that_fails_after_its_task_went_on_is_reported_by_the_next() throws Exception {
    Driven.run(() -> {
      Task<?> other = always();
      try (var ends = Ends.open()) {
        ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
        ends.client().writeAll(new byte[100]);
        ends.server().close(); // a reset, which the next send meets
        ends.client().writeAll(new byte[100]);
        for (int i = 0; i < 100; i++) {
          yieldNow();
        }
        assertThatThrownBy(() -> ends.client().writeAll(new byte[100]))
            .isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> ends.client().read(new byte[100]))
            .isInstanceOf(SocketException.class);
      }
      other.cancel();
    });
  }

  @Test
  void a_send_of_which_only_a_part_arrived_ends_both_directions() throws Exception {
    Driven.run(() -> {
      Task<?> other = always();
      for (int taken = 1; taken < 2_000_000; taken *= 3) {
        try (var ends = Ends.open()) {
          int _ = fill(ends.client());
          int _ = ends.server().read(new byte[taken]); // room for a part of it, or for all
          for (int i = 0; i < 20; i++) {
            yieldNow();
          }
          ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
          ends.server().close();
          assertThatThrownBy(() -> readAll(ends.client(), 100)).isInstanceOf(SocketException.class);
          assertThatThrownBy(() -> ends.client().writeAll(ByteBuffer.allocate(10)))
              .isInstanceOf(IOException.class);
        }
      }
      other.cancel();
    });
  }

  @Test
  void a_close_that_discards_does_not_wait_for_a_peer_that_takes_nothing() throws Exception {
    Driven.run(() -> {
      Task<?> other = always();
      try (var ends = Ends.open()) {
        int _ = fill(ends.client());
        ends.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        ends.client().close();
        // The peer reads nothing, and so the reset does not come behind the last byte.
        assertThatThrownBy(
                () -> {
                  while (true) {
                    ends.server().writeAll(new byte[1]);
                    yieldNow();
                  }
                })
            .isInstanceOf(IOException.class);
      }
      other.cancel();
    });
  }

  @Test
  void a_run_that_ends_sends_what_was_queued() throws Exception {
    byte[] sent = pattern(16_000, 5);
    try (var server = new java.net.ServerSocket(0)) {
      Driven.run(() -> {
        Task<?> _ = always();
        Socket client = Tcp.connect(HERE, server.getLocalPort());
        client.writeAll(sent);
      });
      try (var peer = server.accept()) {
        assertThat(peer.getInputStream().readAllBytes()).isEqualTo(sent);
      }
    }
  }
}
