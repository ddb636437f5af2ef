package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets that are created in a task and used outside of it, and the other way round. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class OutsideTest extends OnEachKernel {
  /** Says something and reads what comes back. */
  private static String echoed(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII);
  }

  @Test
  void a_thread_uses_the_socket_of_a_task() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          assertThat(runInThread(() -> echoed(socket, "from a thread"))).isEqualTo("from a thread");
          runInThread(() -> {
            socket.setTcpNoDelay(true);
            socket.shutdownOutput();
          });
          assertThat(socket.getTcpNoDelay()).isTrue();
          assertThat(runInThread(() -> socket.getInputStream().read())).isEqualTo(-1);
        }
      });
    }
  }

  @Test
  void a_thread_that_closes_wakes_the_task_that_reads() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        var input = socket.getInputStream();
        Task<Throwable> reader = spawn(() -> catchThrowable(input::read));
        awaitWaiting(reader, Receive.class);
        runInThread(socket::close);
        assertThat(reader.join()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
      });
    }
  }

  @Test
  void a_task_that_closes_wakes_the_thread_that_reads() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        var input = socket.getInputStream();
        var failure = new CompletableFuture<Throwable>();
        Thread reader =
            Thread.ofPlatform()
                .daemon()
                .start(() -> failure.complete(catchThrowable(() -> input.read())));
        // The thread's read is a task of this kernel.
        while (made(Receive.class) == 0) {
          Gonzo.yieldNow();
        }
        socket.close();
        assertThat(Gonzo.await(failure))
            .isInstanceOf(SocketException.class)
            .hasMessage("Socket closed");
        runInThread(() -> reader.join());
      });
    }
  }

  @Test
  void a_thread_that_is_interrupted_gets_a_failure_and_the_socket_is_closed() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket(HERE, server.port());
        var input = socket.getInputStream();
        var failure = new CompletableFuture<Throwable>();
        Thread reader =
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  Throwable thrown = catchThrowable(() -> input.read());
                  failure.complete(Thread.interrupted() ? thrown : null);
                });
        while (made(Receive.class) == 0) {
          Gonzo.yieldNow();
        }
        reader.interrupt();
        assertThat(Gonzo.await(failure))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("interrupt");
        assertThatThrownBy(input::read).isInstanceOf(SocketException.class);
      });
    }
  }

  @Test
  void a_task_of_another_kernel_uses_the_socket() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          runInThread(() ->
              Gonzo.run(
                  Kernels.of("nio"),
                  () -> {
                    assertThat(echoed(socket, "from another")).isEqualTo("from another");
                    assertThat(socket.getKeepAlive()).isFalse();
                    var input = socket.getInputStream();
                    Task<Throwable> reader = spawn(() -> catchThrowable(input::read));
                    Gonzo.yieldNow();
                    socket.close();
                    assertThat(reader.join()).isInstanceOf(SocketException.class);
                  }));
        }
      });
    }
  }

  @Test
  void a_thread_accepts_at_the_server_of_a_task() throws Exception {
    run(() -> {
      try (var server = new ServerSocket(0, 10, HERE);
          var client = new Socket(HERE, server.getLocalPort())) {
        runInThread(() -> {
          try (Socket accepted = server.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            accepted.getOutputStream().write(7);
          }
        });
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
    });
  }

  @Test
  void after_the_end_of_its_kernel_a_socket_is_closed() throws Exception {
    try (var server = PlainServer.echo()) {
      var left = new Socket[1];
      run(() -> left[0] = new Socket(HERE, server.port()));
      assertThatThrownBy(() -> echoed(left[0], "too late"))
          .isInstanceOf(SocketException.class)
          .hasMessage("Socket closed");
      assertThatThrownBy(() -> left[0].setTcpNoDelay(true)).isInstanceOf(SocketException.class);
      left[0].close();
      left[0].close();
      run(() -> {
        try (var another = new Socket(HERE, server.port())) {
          assertThat(echoed(another, "again")).isEqualTo("again");
        }
      });
    }
  }

  @Test
  void a_socket_from_outside_works_in_a_task_as_without_the_bridge() throws Exception {
    try (var server = PlainServer.echo();
        var socket = new Socket();
        var listening = new ServerSocket(0, 10, HERE);
        var client = new Socket(HERE, listening.getLocalPort())) {
      client.getOutputStream().write(7); // here: with its carrier, a task may block its kernel
      run(() -> {
        socket.connect(server.address());
        assertThat(echoed(socket, "from a task")).isEqualTo("from a task");
        try (Socket accepted = listening.accept()) {
          assertThat(accepted.getInputStream().read()).isEqualTo(7);
        }
      });
    }
    assertThat(made(Connect.class)).isZero();
  }

  @Test
  void a_socket_of_a_task_that_is_connected_outside_says_what_to_do() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var socket = new Socket();
        var listening = new ServerSocket();
        assertThatThrownBy(() -> runInThread(() -> socket.connect(server.address())))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("create it in the thread that uses it");
        assertThatThrownBy(() -> runInThread(() -> listening.bind(null)))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("has to be bound in one");
        listening.close();
      });
    }
  }

  @Test
  void a_thread_that_a_task_starts_has_sockets_of_the_jdk() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        var echoed = new CompletableFuture<String>();
        Thread _ =
            Thread.startVirtualThread(() -> {
              try (var socket = new Socket(HERE, server.port())) {
                echoed.complete(echoed(socket, "virtual"));
              } catch (IOException failure) {
                echoed.completeExceptionally(failure);
              }
            });
        assertThat(Gonzo.await(echoed)).isEqualTo("virtual");
      });
    }
    assertThat(made(Connect.class)).isZero();
  }
}
