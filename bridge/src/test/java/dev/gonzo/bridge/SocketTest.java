package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of the JDK's client sockets in tasks. */
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
}
