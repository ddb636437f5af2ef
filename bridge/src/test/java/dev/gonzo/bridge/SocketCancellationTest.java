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
import dev.gonzo.trap.NetTrap.Receive;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancelled tasks in operations of the JDK's sockets. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class SocketCancellationTest extends OnEachKernel {
  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

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
}
