package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Timeouts and failures of the JDK's client sockets in tasks. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class SocketFailureTest extends OnEachKernel {
  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

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
}
