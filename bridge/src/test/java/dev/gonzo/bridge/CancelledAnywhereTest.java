package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A request and its answer, cancelled at every checkpoint of its traps. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class CancelledAnywhereTest extends OnEachKernel {
  /** Much longer than a server needs to notice that a connection has ended. */
  private static final int MOST_MILLIS = 60_000;

  private static String answer(String host, int port) throws IOException {
    try (var socket = new Socket(host, port)) {
      socket.setSoTimeout(100_000);
      socket.getOutputStream().write("request".getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  /** The server ends with its only client, so that others do not wait for it. */
  private static void serveOne(ServerSocket server) throws IOException {
    try (server;
        Socket client = server.accept()) {
      long _ = client.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private static void awaitNoConnection(PlainServer server) {
    for (int millis = 0; server.served() > 0; millis++) {
      assertThat(millis).as("milliseconds until the connection has ended").isLessThan(MOST_MILLIS);
      sleep(ofMillis(1));
    }
  }

  @Test
  void a_client_leaves_no_connection_wherever_it_is_cancelled() throws Exception {
    try (var server = PlainServer.echo()) {
      int runs =
          CancelEverywhere.on(() -> Kernels.of(kernelName))
              .check(() ->
                  new Scenario() {
                    @Override
                    public void run() throws IOException {
                      assertThat(answer("four.gonzo.test", server.port())).isEqualTo("request");
                    }

                    @Override
                    public void check() throws IOException {
                      awaitNoConnection(server);
                      assertThat(answer("127.0.0.1", server.port())).isEqualTo("request");
                    }
                  });
      assertThat(runs).isGreaterThan(10);
    }
  }

  @Test
  void a_server_and_its_client_leave_nothing_wherever_they_are_cancelled() {
    int runs =
        CancelEverywhere.on(() -> Kernels.of(kernelName))
            .check(() ->
                new Scenario() {
                  private int port;

                  @Override
                  public void run() throws IOException {
                    try (var server = new ServerSocket(0, 10, HERE);
                        var group = TaskGroup.<Void>open()) {
                      port = server.getLocalPort();
                      group.spawn(() -> serveOne(server));
                      String _ = answer("127.0.0.1", port);
                      group.join();
                    } catch (SocketException serverWasCancelled) {
                      // its client cannot know why
                    }
                  }

                  @Override
                  public void check() throws IOException {
                    if (port != 0) {
                      new ServerSocket(port, 10, HERE).close(); // the port is free again
                    }
                  }
                });
    assertThat(runs).isGreaterThan(20);
  }
}
