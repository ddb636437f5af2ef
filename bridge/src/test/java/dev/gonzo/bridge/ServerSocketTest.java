package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Task;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Listen;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's server sockets in tasks. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class ServerSocketTest extends OnEachKernel {
  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** A server of the test's own, which accepts with a socket of its own. */
  private static final class OwnServer extends ServerSocket {
    private final Socket accepted = new Socket();

    OwnServer() throws IOException {
      super(0, 10, HERE);
    }

    @Override
    public Socket accept() throws IOException {
      implAccept(accepted);
      return accepted;
    }
  }

  /** What a client in a thread outside of all kernels reads after it has said something. */
  private static String answer(InetAddress host, int port, String said) throws IOException {
    try (var client = new Socket(host, port)) {
      write(client, said);
      client.shutdownOutput();
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private static void echo(ServerSocket server) throws IOException {
    try (Socket client = server.accept()) {
      long _ = client.getInputStream().transferTo(client.getOutputStream());
    }
  }

  @Test
  void a_connection_is_accepted_by_traps() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        assertThat(server.getInetAddress()).isEqualTo(HERE);
        assertThat(server.getLocalPort()).isPositive();
        Task<Void> serving =
            spawn(() -> {
              echo(server);
              return null;
            });
        assertThat(runInThread(() -> answer(HERE, server.getLocalPort(), "hello")))
            .isEqualTo("hello");
        serving.join();
      }
    });
    assertThat(made(Listen.class)).isEqualTo(1);
    assertThat(made(Accept.class)).isEqualTo(1);
  }

  @Test
  void both_ends_can_be_tasks_of_one_kernel() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        Task<Void> serving =
            spawn(() -> {
              echo(server);
              return null;
            });
        try (var client = new Socket(HERE, server.getLocalPort())) {
          write(client, "hello");
          assertThat(read(client, 5)).isEqualTo("hello");
        }
        serving.join();
      }
    });
  }

  @Test
  void an_accepted_socket_knows_both_addresses() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE);
          var client = new Socket(HERE, server.getLocalPort());
          Socket accepted = server.accept()) {
        assertThat(accepted.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
        assertThat(accepted.getLocalSocketAddress()).isEqualTo(client.getRemoteSocketAddress());
        assertThat(accepted.isConnected()).isTrue();
        assertThat(accepted.toString()).contains(String.valueOf(client.getLocalPort()));
      }
    });
  }

  @Test
  void a_server_of_a_library_accepts_with_a_socket_of_its_own() throws Exception {
    run(() -> {
      try (var server = new OwnServer();
          var client = new Socket(HERE, server.getLocalPort());
          Socket accepted = server.accept()) {
        write(client, "hello");
        assertThat(read(accepted, 5)).isEqualTo("hello");
        assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
      }
    });
  }

  @Test
  void an_accept_that_times_out_leaves_the_server_open() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        server.setSoTimeout(20);
        assertThatThrownBy(server::accept)
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessage("Accept timed out");
        server.setSoTimeout(0);
        try (var _ = new Socket(HERE, server.getLocalPort());
            Socket accepted = server.accept()) {
          assertThat(accepted.isConnected()).isTrue();
        }
      }
    });
  }

  @Test
  void a_cancelled_accept_leaves_the_server_open() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        Task<Socket> accepting = spawn(() -> server.accept());
        awaitWaiting(accepting, Accept.class);
        accepting.cancel();
        try (var client = new Socket(HERE, server.getLocalPort());
            Socket accepted = server.accept()) {
          assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
      }
    });
  }

  @Test
  void closing_wakes_a_task_that_accepts() throws Exception {
    run(() -> {
      var server = new ServerSocket(0, 10, HERE);
      Task<Throwable> accepting = spawn(() -> catchThrowable(server::accept));
      awaitWaiting(accepting, Accept.class);
      server.close();
      server.close();
      assertThat(accepting.join())
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Socket closed");
      assertThatThrownBy(server::accept).hasMessage("Socket is closed");
    });
  }

  @Test
  void several_tasks_accept_one_after_the_other() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        Task<Integer> first = spawn(() -> acceptedPort(server));
        Task<Integer> second = spawn(() -> acceptedPort(server));
        try (var one = new Socket(HERE, server.getLocalPort());
            var two = new Socket(HERE, server.getLocalPort())) {
          assertThat(Set.of(first.join(), second.join()))
              .isEqualTo(new HashSet<>(Set.of(one.getLocalPort(), two.getLocalPort())));
        }
      }
    });
  }

  private static int acceptedPort(ServerSocket server) throws IOException {
    try (Socket accepted = server.accept()) {
      return accepted.getPort();
    }
  }

  @Test
  void a_port_in_use_is_refused_with_the_jdks_type() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE)) {
        assertThatThrownBy(() -> new ServerSocket(server.getLocalPort(), 10, HERE))
            .isInstanceOf(BindException.class);
      }
    });
  }

  @Test
  void a_server_without_an_address_serves_ipv4_and_ipv6() throws Exception {
    InetAddress six = InetAddress.ofLiteral("::1");
    Assumptions.assumeTrue(NetworkInterface.getByInetAddress(six) != null, "no IPv6 here");
    run(() -> {
      try (var server = new ServerSocket(0)) {
        assertThat(server.getInetAddress().isAnyLocalAddress()).isTrue();
        for (InetAddress host : new InetAddress[] {HERE, six}) {
          Task<Void> serving =
              spawn(() -> {
                echo(server);
                return null;
              });
          assertThat(runInThread(() -> answer(host, server.getLocalPort(), "hello")))
              .isEqualTo("hello");
          serving.join();
        }
      }
    });
  }

  @Test
  void options_of_a_server_are_set_before_it_listens_and_read_afterwards() throws Exception {
    run(() -> {
      try (var server = new ServerSocket()) {
        assertThat(server.getReuseAddress()).isTrue();
        server.setReceiveBufferSize(20_000);
        server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        server.bind(new InetSocketAddress(HERE, 0));
        assertThat(server.getReceiveBufferSize()).isGreaterThanOrEqualTo(20_000);
        assertThat(server.getReuseAddress()).isTrue();
        try (var same = new ServerSocket()) {
          same.setOption(StandardSocketOptions.SO_REUSEPORT, true);
          same.bind(server.getLocalSocketAddress());
          assertThat(same.getLocalPort()).isEqualTo(server.getLocalPort());
        }
        assertThat(server.supportedOptions())
            .contains(StandardSocketOptions.SO_RCVBUF)
            .doesNotContain(StandardSocketOptions.TCP_NODELAY);
        assertThatThrownBy(() -> server.setOption(StandardSocketOptions.TCP_NODELAY, true))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    });
  }

  @Test
  void outside_of_tasks_servers_and_their_clients_are_the_jdks() throws Exception {
    try (var server = new OwnServer();
        var client = new Socket(HERE, server.getLocalPort());
        Socket accepted = server.accept()) {
      write(client, "hello");
      assertThat(read(accepted, 5)).isEqualTo("hello");
    }
    run(() -> {});
    assertThat(made(Listen.class)).isZero();
  }
}
