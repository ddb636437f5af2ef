package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.sync.Event;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's TLS sockets in tasks, over sockets of the kernel. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class TlsTest extends OnEachKernel {
  @TempDir private static Path directory;
  private static SSLContext context;

  @BeforeAll
  static void makeKeys() throws Exception {
    if (context == null) {
      context = KeyStores.context(directory);
    }
  }

  private static SSLServerSocket listen() throws IOException {
    return (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10, HERE);
  }

  /** A server in a task, which sends back what one client sends. */
  private static Task<Void> serve(SSLServerSocket server) {
    return spawn(() -> {
      try (Socket client = server.accept()) {
        long _ = client.getInputStream().transferTo(client.getOutputStream());
      }
      return null;
    });
  }

  private static String echoed(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII);
  }

  @Test
  void a_tls_socket_is_the_kernels() throws Exception {
    run(() -> {
      try (SSLServerSocket server = listen()) {
        Task<Void> serving = serve(server);
        try (var client =
            (SSLSocket) context.getSocketFactory().createSocket(HERE, server.getLocalPort())) {
          client.startHandshake();
          assertThat(client.getSession().getPeerCertificates()).hasSize(1);
          assertThat(echoed(client, "hello")).isEqualTo("hello");
        }
        serving.join();
      }
    });
    assertThat(made(Connect.class)).isEqualTo(1);
    assertThat(made(Receive.class)).isGreaterThan(4);
  }

  @Test
  void tls_over_a_socket_that_is_connected_already() throws Exception {
    run(() -> {
      try (SSLServerSocket server = listen()) {
        Task<Void> serving = serve(server);
        var plain = new Socket(HERE, server.getLocalPort());
        try (Socket client = context.getSocketFactory().createSocket(plain, "localhost", 0, true)) {
          assertThat(echoed(client, "layered")).isEqualTo("layered");
          client.setSoTimeout(20);
          assertThatThrownBy(() -> client.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class);
          client.setSoTimeout(0);
          assertThat(echoed(client, "again")).isEqualTo("again");
        }
        assertThat(plain.isClosed()).isTrue();
        serving.join();
      }
    });
  }

  @Test
  void a_cancelled_tls_read_ends_its_task() throws Exception {
    run(() -> {
      try (SSLServerSocket server = listen()) {
        Task<Void> serving = serve(server);
        var connected = Event.of();
        Task<Integer> reading =
            spawn(() -> {
              try (Socket client =
                  context.getSocketFactory().createSocket(HERE, server.getLocalPort())) {
                assertThat(echoed(client, "hello")).isEqualTo("hello");
                connected.set();
                return client.getInputStream().read();
              }
            });
        connected.await();
        awaitWaiting(reading, Receive.class);
        reading.cancel();
        assertThat(reading.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
        serving.cancel();
      }
    });
  }
}
