package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.receiveAll;
import static dev.gonzo.tck.Connection.untilSuspended;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.net.Socket;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.trap.NetTrap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": sending and receiving with several buffers, and sending files. */
public abstract class NetBuffersConformance extends Conformance {
  private static final int LARGE = 5_000_000;

  /** Creates the chapter. */
  protected NetBuffersConformance() {
    super(NetTrap.class);
  }

  /** Bytes whose values depend on their positions. */
  private static byte[] bytes(int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 8) * 7);
    }
    return bytes;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  // ---------------------------------------------------------------- gather

  @Test
  @Specified("6.21")
  void buffers_of_all_kinds_arrive_one_behind_the_other() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        ByteBuffer slice = text("..slice..").position(2).limit(7).slice();
        ByteBuffer part = text("..part..").position(2).limit(6);
        ByteBuffer[] buffers = {
          text("heap "),
          direct("direct ".getBytes(UTF_8)),
          text(""),
          text("read-only ").asReadOnlyBuffer(),
          slice,
          part
        };
        connection.client().writeAll(buffers);
        connection.client().writeAll();
        connection.client().writeAll(text("").asReadOnlyBuffer());
        connection.client().writeAll(text(" alone").asReadOnlyBuffer());
        connection.client().writeAll(direct(" and direct".getBytes(UTF_8)));
        connection.client().close();
        assertThat(new String(receiveAll(connection.server()), UTF_8))
            .isEqualTo("heap direct read-only slicepart alone and direct");
        assertThat(buffers).noneMatch(ByteBuffer::hasRemaining);
        assertThat(part.position()).isEqualTo(6);
      }
    });
  }

  @Test
  @Specified("6.21")
  void large_buffers_arrive_whole_at_a_peer_that_is_slow() throws IOException {
    byte[] large = bytes(LARGE);
    run(() -> {
      try (var connection = Connection.open()) {
        Task<?> sender =
            spawn(() -> {
              connection
                  .client()
                  .writeAll(text("small"), direct(large), text("between"), ByteBuffer.wrap(large));
              connection.client().shutdownOutput();
            });
        untilSuspended(sender);
        byte[] received = receiveAll(connection.server());
        Object _ = sender.join();
        var expected = ByteBuffer.allocate(2 * LARGE + 12);
        expected.put(text("small")).put(large).put(text("between")).put(large);
        assertThat(Arrays.equals(received, expected.array())).isTrue();
      }
    });
  }

  @Test
  @Specified("6.21")
  // docs/edges.md: F8
  void who_is_cut_off_knows_how_much_of_the_buffers_went_out() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        ByteBuffer first = direct(bytes(100));
        ByteBuffer second = ByteBuffer.wrap(bytes(LARGE));
        ByteBuffer third = direct(bytes(LARGE));
        var told = new long[1];
        Task<?> sender =
            spawn(() -> {
              try {
                connection.client().writeAll(first, second, third);
              } catch (Cancelled cancelled) {
                told[0] = PartialTransferException.bytes(cancelled).orElse(-1);
                throw cancelled;
              }
            });
        untilSuspended(sender);
        sender.cancel();
        connection.client().close();
        byte[] received = receiveAll(connection.server());
        assertThat(told[0]).isPositive().isEqualTo(received.length);
        assertThat(first.position() + second.position() + third.position())
            .isEqualTo(received.length);
      }
    });
  }

  @Test
  @Specified({"6.20", "6.21"})
  void memory_that_was_freed_is_refused_and_the_connection_goes_on() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        ByteBuffer freed;
        try (var arena = Arena.ofConfined()) {
          freed = arena.allocate(100).asByteBuffer();
        }
        assertThatThrownBy(() -> connection.client().writeAll(freed))
            .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> connection.client().writeAll(text("x"), freed))
            .isInstanceOf(RuntimeException.class);
        connection.client().writeAll(text("fine"));
        assertThat(Connection.receive(connection.server())).isEqualTo("fine");
      }
    });
  }

  // ---------------------------------------------------------------- scatter

  @Test
  @Specified("6.20")
  void what_comes_fills_buffers_one_behind_the_other() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Socket server = connection.server();
        ByteBuffer header = ByteBuffer.allocate(6).position(2);
        ByteBuffer body = ByteBuffer.allocateDirect(100);
        Task<Integer> receiving = spawn(() -> server.read(header, body));
        untilSuspended(receiving);
        connection.client().writeAll(text("headbody"));
        assertThat(receiving.join()).isEqualTo(8);
        assertThat(UTF_8.decode(header.flip().position(2)).toString()).isEqualTo("head");
        assertThat(UTF_8.decode(body.flip()).toString()).isEqualTo("body");
        assertThat(server.read(ByteBuffer.allocate(0))).isZero();
        assertThatThrownBy(() -> server.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
            .isInstanceOf(ReadOnlyBufferException.class);
        ByteBuffer one = ByteBuffer.allocateDirect(3);
        connection.client().writeAll(text("alone"));
        assertThat(server.read(one)).isEqualTo(3);
        assertThat(UTF_8.decode(one.flip()).toString()).isEqualTo("alo");
        assertThat(server.read(ByteBuffer.allocate(9))).isEqualTo(2);
        connection.client().close();
        assertThat(server.read(one.clear())).isEqualTo(-1);
        assertThat(server.read(header.clear(), body.clear())).isEqualTo(-1);
      }
    });
  }

  @Test
  @Specified("6.20")
  void large_transfers_are_scattered_without_loss() throws IOException {
    byte[] large = bytes(LARGE);
    run(() -> {
      try (var connection = Connection.open()) {
        Task<?> sender =
            spawn(() -> {
              connection.client().writeAll(large);
              connection.client().close();
            });
        var received = ByteBuffer.allocate(LARGE);
        List<ByteBuffer> pieces =
            List.of(
                ByteBuffer.allocate(1_000),
                ByteBuffer.allocateDirect(100_000),
                ByteBuffer.allocate(10));
        for (int count;
            (count = connection.server().read(pieces.toArray(ByteBuffer[]::new))) >= 0; ) {
          int before = received.position();
          pieces.forEach(piece -> received.put(piece.flip()));
          pieces.forEach(ByteBuffer::clear);
          assertThat(received.position() - before).isEqualTo(count);
        }
        Object _ = sender.join();
        assertThat(Arrays.equals(received.array(), large)).isTrue();
      }
    });
  }

  // ---------------------------------------------------------------- files

  @Test
  @Specified("6.22")
  void a_file_is_sent_whole_in_parts_and_to_its_end() throws IOException {
    byte[] large = bytes(LARGE);
    Path path = path("large.bin");
    files().write(path, large);
    run(() -> {
      try (var connection = Connection.open();
          var file = AsyncFile.open(path, StandardOpenOption.READ)) {
        Socket client = connection.client();
        Task<?> sender =
            spawn(() -> {
              assertThat(client.sendFile(file, 0, LARGE)).isEqualTo(LARGE);
              assertThat(client.sendFile(file, 1_000, 10)).isEqualTo(10);
              assertThat(client.sendFile(file, LARGE - 5, 100)).isEqualTo(5);
              assertThat(client.sendFile(file, 2L * LARGE, 100)).isZero();
              assertThat(client.sendFile(file, 0, 0)).isZero();
              client.writeAll(text("behind it"));
              client.shutdownOutput();
            });
        untilSuspended(sender);
        byte[] received = receiveAll(connection.server());
        Object _ = sender.join();
        var expected = ByteBuffer.allocate(LARGE + 15 + 9);
        expected.put(large).put(large, 1_000, 10).put(large, LARGE - 5, 5).put(text("behind it"));
        assertThat(Arrays.equals(received, expected.array())).isTrue();
        assertThat(file.position()).isZero();
      }
    });
  }

  @Test
  @Specified("6.22")
  void what_is_no_plain_file_is_sent_too() throws IOException {
    Path path = Path.of("/proc/version");
    Assumptions.assumeTrue(files().exists(path), "this system has no such file");
    byte[] expected = files().readAllBytes(path);
    run(() -> {
      try (var connection = Connection.open();
          var file = AsyncFile.open(path, StandardOpenOption.READ)) {
        long sent = connection.client().sendFile(file, 0, 1_000_000);
        connection.client().close();
        assertThat(receiveAll(connection.server())).hasSize((int) sent).isEqualTo(expected);
      }
    });
  }

  @Test
  @Specified({"6.8", "6.22"})
  void a_file_that_cannot_be_sent_leaves_the_socket_able_to_send() throws IOException {
    Path path = path("writable.bin");
    files().write(path, bytes(10));
    run(() -> {
      try (var connection = Connection.open();
          var file = AsyncFile.open(path, StandardOpenOption.WRITE)) {
        Socket client = connection.client();
        // The events of the new connection are over: the system has no reason for another one.
        client.writeAll(text("before"));
        assertThat(connection.server().read(new byte[100])).isEqualTo(6);
        Connection.letOthersRun();
        assertThatThrownBy(() -> client.sendFile(file, 0, 5))
            .isInstanceOf(NonReadableChannelException.class)
            .matches(
                thrown -> !StreamFailureException.isOf(thrown, client),
                "is not the peer's failure");
        client.writeAll(text("behind it"));
        client.close();
        assertThat(receiveAll(connection.server())).isEqualTo("behind it".getBytes(UTF_8));
      }
    });
  }

  @Test
  @Specified("6.22")
  // docs/edges.md: F8
  void a_file_that_is_cut_off_tells_how_much_went_out() throws IOException {
    Path path = path("cut.bin");
    files().write(path, bytes(4 * LARGE));
    run(() -> {
      try (var connection = Connection.open();
          var file = AsyncFile.open(path, StandardOpenOption.READ)) {
        var told = new ArrayList<OptionalLong>();
        Task<?> sender =
            spawn(() -> {
              try {
                connection.client().sendFile(file, 0, 4L * LARGE);
              } catch (Cancelled cancelled) {
                told.add(PartialTransferException.bytes(cancelled));
                throw cancelled;
              }
            });
        for (int i = 0; i < 20; i++) {
          untilSuspended(sender);
          Connection.letOthersRun();
        }
        assertThatThrownBy(() -> connection.client().writeAll(new byte[1]))
            .isInstanceOf(BusyException.class);
        sender.cancel();
        connection.client().close();
        assertThat(told).containsExactly(OptionalLong.of(receiveAll(connection.server()).length));
      }
    });
  }

  @Test
  @Specified({"6.1", "6.22"})
  void a_socket_that_is_closed_meanwhile_ends_the_sending_of_a_file() throws IOException {
    Path path = path("closed.bin");
    files().write(path, bytes(4 * LARGE));
    run(() -> {
      try (var connection = Connection.open();
          var file = AsyncFile.open(path, StandardOpenOption.READ)) {
        Task<?> sender = spawn(() -> connection.client().sendFile(file, 0, 4L * LARGE));
        for (int i = 0; i < 20; i++) {
          untilSuspended(sender);
          Connection.letOthersRun();
        }
        connection.client().close();
        assertThatThrownBy(sender::join).hasCauseInstanceOf(SocketException.class);
        // The bytes that were sent, and then the end: nothing else keeps the connection open.
        assertThat(receiveAll(connection.server())).isNotEmpty();
      }
    });
  }
}
