package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's client sockets in tasks. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class SocketTest extends OnEachKernel {
  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  // ---------------------------------------------------------------- bytes

  @Test
  void bytes_go_both_ways_by_traps() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          write(socket, "hello");
          assertThat(read(socket, 5)).isEqualTo("hello");
          socket.getOutputStream().write('!');
          assertThat(socket.getInputStream().read()).isEqualTo('!');
        }
      });
    }
    assertThat(made(Connect.class)).isEqualTo(1);
    assertThat(made(Send.class)).isEqualTo(2);
    assertThat(made(Receive.class)).isGreaterThanOrEqualTo(2);
    assertThat(made(NetTrap.Close.class)).isEqualTo(1);
  }

  @Test
  void outside_of_tasks_no_trap_is_made() throws IOException {
    try (var server = PlainServer.echo();
        var socket = new Socket(HERE, server.port())) {
      write(socket, "hello");
      assertThat(read(socket, 5)).isEqualTo("hello");
      assertThat(socket.supportedOptions()).isNotEmpty();
      assertThat(socket.getTcpNoDelay()).isFalse();
    }
  }

  @Test
  void a_socket_without_proxies_makes_traps_as_well() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(Proxy.NO_PROXY)) {
          socket.connect(server.address());
          write(socket, "hello");
          assertThat(read(socket, 5)).isEqualTo("hello");
        }
      });
      try (var socket = new Socket(Proxy.NO_PROXY)) {
        socket.connect(server.address());
        write(socket, "outside");
        assertThat(read(socket, 7)).isEqualTo("outside");
      }
    }
    assertThat(made(Connect.class)).isEqualTo(1);
  }

  @Test
  void many_bytes_wait_for_a_peer_that_reads_slowly() throws Exception {
    var sent = new byte[8 << 20];
    new Random(1).nextBytes(sent);
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port());
            var group = TaskGroup.<Void>open()) {
          group.spawn(() -> {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
          });
          var received = socket.getInputStream().readAllBytes();
          group.join();
          assertThat(Arrays.equals(received, sent)).isTrue();
        }
      });
    }
  }

  @Test
  void the_peer_reads_to_the_end_and_answers_after_the_output_was_shut() throws IOException {
    try (var server =
        PlainServer.of(client -> {
          int count = client.getInputStream().readAllBytes().length;
          write(client, "got " + count);
        })) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          write(socket, "12345");
          socket.shutdownOutput();
          assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
              .isEqualTo("got 5");
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
          assertThatThrownBy(() -> write(socket, "more")).isInstanceOf(SocketException.class);
        }
      });
    }
  }

  @Test
  void shutting_the_input_wakes_a_reader_with_the_end() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          var input = socket.getInputStream();
          Task<Integer> reader = spawn(() -> input.read());
          awaitWaiting(reader, Receive.class);
          socket.shutdownInput();
          assertThat(reader.join()).isEqualTo(-1);
          assertThat(input.read(new byte[10])).isEqualTo(-1);
          assertThat(input.available()).isZero();
          write(socket, "the output still works");
        }
      });
    }
  }

  @Test
  void a_second_reader_and_a_second_writer_wait_for_the_first() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port());
            var group = TaskGroup.<String>open()) {
          group.spawn("first", () -> read(socket, 1));
          group.spawn("second", () -> read(socket, 1));
          for (int i = 0; i < 4; i++) {
            group.spawn(() -> {
              socket.getOutputStream().write(new byte[100_000]);
              return "";
            });
          }
          group.join();
          assertThat(socket.getInputStream().readNBytes(400_000 - 2)).hasSize(400_000 - 2);
        }
      });
    }
  }

  @Test
  void what_is_available_is_reported_and_not_lost() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          var input = socket.getInputStream();
          assertThat(input.available()).isZero();
          write(socket, "hello");
          int available = 0;
          while (available == 0) {
            available = input.available();
          }
          assertThat(available).isBetween(1, 5);
          assertThat(input.available()).isEqualTo(available);
          assertThat(read(socket, 5)).isEqualTo("hello");
          socket.shutdownOutput();
          assertThat(input.read()).isEqualTo(-1);
          assertThat(input.available()).isZero();
        }
      });
    }
  }

  @Test
  void a_read_of_nothing_returns_at_once_and_a_wrong_range_is_refused() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          assertThat(socket.getInputStream().read(new byte[0])).isZero();
          assertThatThrownBy(() -> socket.getInputStream().read(new byte[3], 2, 2))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> socket.getOutputStream().write(new byte[3], -1, 2))
              .isInstanceOf(IndexOutOfBoundsException.class);
          write(socket, "still open");
        }
      });
    }
  }

  // ---------------------------------------------------------------- time

  @Test
  void a_read_that_times_out_leaves_the_socket_as_it_was() throws IOException {
    var go = new CountDownLatch(1);
    try (var server =
        PlainServer.of(client -> {
          try {
            go.await();
          } catch (InterruptedException never) {
            throw new AssertionError(never);
          }
          write(client, "late");
        })) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          socket.setSoTimeout(20);
          assertThat(socket.getSoTimeout()).isEqualTo(20);
          assertThatThrownBy(() -> socket.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessage("Read timed out");
          go.countDown();
          socket.setSoTimeout(0);
          assertThat(read(socket, 4)).isEqualTo("late");
        }
      });
    }
  }

  @Test
  void a_connection_that_is_not_answered_times_out() throws IOException {
    try (var server = new ServerSocket(0, 1, HERE)) {
      var others = new ArrayList<Socket>();
      try {
        fillQueue(server, others);
        run(() -> {
          var socket = new Socket();
          assertThatThrownBy(() -> socket.connect(server.getLocalSocketAddress(), 100))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessage("Connect timed out");
          assertThat(socket.isClosed()).isTrue();
        });
      } finally {
        for (Socket other : others) {
          other.close();
        }
      }
    }
  }

  /** Connects until the system does not answer any more, because too many wait to be accepted. */
  private static void fillQueue(ServerSocket server, List<Socket> others) throws IOException {
    for (int i = 0; i < 20; i++) {
      var other = new Socket();
      others.add(other);
      try {
        other.connect(server.getLocalSocketAddress(), 500);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    Assumptions.abort("this system takes more connections than the server has asked for");
  }

  @Test
  void closing_ends_an_attempt_to_connect() throws IOException {
    try (var server = new ServerSocket(0, 1, HERE)) {
      var others = new ArrayList<Socket>();
      try {
        fillQueue(server, others);
        run(() -> {
          var socket = new Socket();
          Task<Throwable> connecting =
              spawn(() -> thrownBy(() -> socket.connect(server.getLocalSocketAddress())));
          awaitWaiting(connecting, Connect.class);
          socket.close();
          assertThat(connecting.join())
              .isExactlyInstanceOf(SocketException.class)
              .hasMessage("Socket closed");
        });
      } finally {
        for (Socket other : others) {
          other.close();
        }
      }
    }
  }

  // ---------------------------------------------------------------- failures

  private interface Failing {
    void run() throws Exception;
  }

  private static Throwable thrownBy(Failing body) {
    try {
      body.run();
      return null;
    } catch (Exception failure) {
      return failure;
    }
  }

  @Test
  void a_connection_that_fails_throws_the_jdks_own_type() throws IOException {
    int free;
    try (var server = new ServerSocket(0, 1, HERE)) {
      free = server.getLocalPort();
    }
    run(() -> {
      assertThatThrownBy(() -> new Socket(HERE, free)).isInstanceOf(ConnectException.class);
      var socket = new Socket();
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved("a.gonzo.test", 1)))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("a.gonzo.test");
      assertThatThrownBy(() -> new Socket("unknown.gonzo.test", 80))
          .isInstanceOf(UnknownHostException.class);
    });
  }

  @Test
  void a_network_that_cannot_be_reached_has_no_route() throws IOException {
    Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"));
    run(() ->
        assertThatThrownBy(() -> new Socket("224.0.0.1", 9))
            .isInstanceOf(NoRouteToHostException.class));
  }

  @Test
  void a_local_address_is_bound_when_the_socket_connects() throws IOException {
    try (var server = PlainServer.echo()) {
      int taken = server.port();
      run(() -> {
        try (var socket = new Socket()) {
          socket.bind(new InetSocketAddress(HERE, 0));
          assertThat(socket.isBound()).isTrue();
          assertThat(socket.getLocalAddress()).isEqualTo(HERE);
          socket.connect(server.address());
          assertThat(socket.getLocalPort()).isPositive();
          assertThat(socket.getPort()).isEqualTo(server.port());
          assertThat(socket.getInetAddress()).isEqualTo(HERE);
          assertThat(socket.getLocalAddress()).isEqualTo(HERE);
        }
        try (var socket = new Socket()) {
          socket.bind(new InetSocketAddress(HERE, taken));
          assertThatThrownBy(() -> socket.connect(server.address()))
              .isInstanceOf(BindException.class);
        }
      });
    }
  }

  @Test
  void a_peer_that_resets_the_connection_is_reported() throws IOException {
    try (var server =
        PlainServer.of(client -> {
          int _ = client.getInputStream().read();
          client.setSoLinger(true, 0);
        })) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          write(socket, "x");
          assertThatThrownBy(() -> socket.getInputStream().read())
              .isInstanceOf(SocketException.class)
              .isNotInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> socket.getInputStream().read())
              .isInstanceOf(SocketException.class);
        }
      });
    }
  }

  @Test
  void what_was_never_connected_and_what_is_closed_say_so() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket();
        assertThatThrownBy(socket::getInputStream).hasMessage("Socket is not connected");
        socket.connect(server.address());
        assertThatThrownBy(() -> socket.connect(server.address())).hasMessage("Already connected");
        var input = socket.getInputStream();
        var output = socket.getOutputStream();
        socket.close();
        socket.close();
        assertThatThrownBy(input::read)
            .isExactlyInstanceOf(SocketException.class)
            .hasMessage("Socket closed");
        assertThatThrownBy(() -> output.write(1)).hasMessage("Socket closed");
        assertThatThrownBy(input::available).hasMessage("Socket closed");
        assertThatThrownBy(socket::getInputStream).hasMessage("Socket is closed");
        assertThatThrownBy(() -> socket.setTcpNoDelay(true)).hasMessage("Socket is closed");
        assertThat(socket.getPort()).isEqualTo(server.port());
      });
    }
  }

  @Test
  void closing_wakes_a_reader_and_a_writer() throws Exception {
    try (var server = new ServerSocket(0, 10, HERE)) { // accepts nothing, and so reads nothing
      run(() -> {
        var socket = new Socket(HERE, server.getLocalPort());
        var input = socket.getInputStream();
        var output = socket.getOutputStream();
        Task<Throwable> reader = spawn(() -> thrownBy(input::read));
        Task<Throwable> writer = spawn(() -> thrownBy(() -> writeWithoutEnd(output)));
        awaitWaiting(reader, Receive.class);
        awaitWaiting(writer, Send.class);
        socket.close();
        for (Task<Throwable> task : List.of(reader, writer)) {
          assertThat(task.join())
              .isExactlyInstanceOf(SocketException.class)
              .hasMessage("Socket closed");
        }
      });
    }
  }

  private static void writeWithoutEnd(java.io.OutputStream output) throws IOException {
    while (true) {
      output.write(new byte[100_000]);
    }
  }

  // ---------------------------------------------------------------- cancellation

  @Test
  void a_cancelled_read_throws_cancelled_and_closes_the_socket() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        var input = socket.getInputStream();
        Task<Integer> reader = spawn(() -> input.read());
        awaitWaiting(reader, Receive.class);
        reader.cancel("enough");
        assertThat(reader.awaitEnd().toString()).contains("enough");
        assertThatThrownBy(input::read).hasMessage("Socket closed");
        socket.close();
      });
    }
    assertThat(made(NetTrap.Close.class)).isEqualTo(1);
  }

  @Test
  void a_deadline_around_a_read_arrives_as_the_deadline_of_its_block() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        socket.setSoTimeout(600_000);
        assertThatThrownBy(() -> timeoutAfter(ofMillis(20), () -> socket.getInputStream().read()))
            .isInstanceOf(DeadlineExceededException.class);
        assertThatThrownBy(() -> write(socket, "x")).hasMessage("Socket closed");
      });
    }
  }

  @Test
  void a_cancellation_passes_the_handlers_of_a_library() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var seen = new ArrayList<String>();
        Task<String> library =
            spawn(() -> {
              try (var socket = new Socket(HERE, server.port())) {
                return "read " + socket.getInputStream().read();
              } catch (Exception swallowed) {
                return "swallowed " + swallowed;
              } finally {
                seen.add("cleaned up");
              }
            });
        awaitWaiting(library, Receive.class);
        library.cancel();
        assertThat(seen).containsExactly("cleaned up");
        assertThatThrownBy(library::join).hasCauseInstanceOf(Cancelled.class);
      });
    }
  }

  @Test
  void the_failure_of_a_group_interrupts_its_owner_in_a_read() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Void>open()) {
                    group.spawn(() -> {
                      Gonzo.yieldNow();
                      throw new IOException("a member");
                    });
                    int _ = socket.getInputStream().read();
                    group.join();
                  }
                })
            .hasRootCauseMessage("a member");
        assertThatThrownBy(() -> write(socket, "x")).hasMessage("Socket closed");
        checkpoint();
      });
    }
  }

  // ---------------------------------------------------------------- options

  @Test
  void options_are_kept_until_there_is_a_socket_and_then_are_the_kernels() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket()) {
          assertThat(socket.getTcpNoDelay()).isFalse();
          assertThat(socket.getSoLinger()).isEqualTo(-1);
          socket.setTcpNoDelay(true);
          socket.setKeepAlive(true);
          socket.setReuseAddress(true);
          socket.setReceiveBufferSize(20_000);
          socket.setSendBufferSize(20_000);
          socket.setSoLinger(true, 3);
          socket.setTrafficClass(8);
          assertThat(socket.getTcpNoDelay()).isTrue();
          socket.connect(server.address());
          assertThat(socket.getTcpNoDelay()).isTrue();
          assertThat(socket.getKeepAlive()).isTrue();
          assertThat(socket.getReuseAddress()).isTrue();
          assertThat(socket.getReceiveBufferSize()).isGreaterThanOrEqualTo(20_000);
          assertThat(socket.getSendBufferSize()).isGreaterThanOrEqualTo(20_000);
          assertThat(socket.getSoLinger()).isEqualTo(3);
          assertThat(socket.getTrafficClass()).isEqualTo(8);
          socket.setSoLinger(false, 0);
          socket.setTcpNoDelay(false);
          socket.setTrafficClass(16);
          assertThat(socket.getSoLinger()).isEqualTo(-1);
          assertThat(socket.getTcpNoDelay()).isFalse();
          assertThat(socket.getTrafficClass()).isEqualTo(16);
          for (var option : socket.supportedOptions()) {
            assertThat((Object) socket.getOption(option)).as(option.name()).isNotNull();
          }
          write(socket, "hello");
          assertThat(read(socket, 5)).isEqualTo("hello");
        }
      });
    }
  }

  @Test
  void options_that_there_are_not_and_values_that_are_wrong_are_refused() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          assertThatThrownBy(() -> socket.setOOBInline(true))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("urgent");
          assertThat(socket.getOOBInline()).isFalse();
          assertThatThrownBy(() -> socket.sendUrgentData(1))
              .isInstanceOf(SocketException.class)
              .hasMessage("Urgent data not supported");
          assertThatThrownBy(
                  () -> socket.setOption(java.net.StandardSocketOptions.SO_REUSEPORT, true))
              .isInstanceOf(UnsupportedOperationException.class);
          assertThatThrownBy(
                  () -> socket.setOption(java.net.StandardSocketOptions.SO_SNDBUF, -1))
              .isInstanceOf(IllegalArgumentException.class);
        }
      });
    }
  }
}
