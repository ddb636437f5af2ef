package dev.gonzo.kernel.driver.uring;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.OpenDescriptors;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.TaskState;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import dev.gonzo.trap.Waker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Behaviour specific to rings; everything else is in the conformance kit. */
@Tag("realTime")
class UringDriverTest {
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

  private static String receive(Socket socket, int most) throws IOException {
    var buffer = new byte[most];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, US_ASCII);
  }

  @Test
  void a_ring_of_the_smallest_size_serves_a_hundred_connections() throws Exception {
    Driven.run(
        new UringDriver(1, 2, 1, 1),
        () -> {
          try (Listener listener = Tcp.listen(HERE, 0);
              var group = TaskGroup.<Void>open()) {
            int port = listener.localAddress().getPort();
            Task<?> server = spawn(() -> listener.serve(UringDriverTest::echo));
            for (int i = 0; i < 100; i++) {
              int number = i;
              group.spawn(() -> talk(port, number));
            }
            group.join();
            server.cancel();
          }
        });
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[1024];
    for (int count = client.read(buffer); count > 0; count = client.read(buffer)) {
      client.writeAll(buffer, 0, count);
    }
  }

  private static Void talk(int port, int number) throws IOException {
    try (Socket client = Tcp.connect(HERE, port)) {
      for (int round = 0; round < 20; round++) {
        String said = number + " says " + round;
        client.writeAll(said.getBytes(US_ASCII));
        var heard = new StringBuilder();
        while (heard.length() < said.length()) {
          heard.append(receive(client, 100));
        }
        assertThat(heard).hasToString(said);
      }
    }
    return Coroutine.trap(new dev.gonzo.trap.SchedulingTrap.Checkpoint());
  }

  @Test
  void what_a_cancelled_receive_had_asked_for_goes_to_the_next_in_pieces_that_it_can_take()
      throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        Task<?> cancelled = spawn(() -> receive(ends.server(), 1000));
        untilSuspended(cancelled);
        cancelled.cancel();
        Task<String> shorter = spawn(() -> receive(ends.server(), 4));
        untilSuspended(shorter);
        ends.client().writeAll("twelve bytes and more".getBytes(US_ASCII));
        ends.client().shutdownOutput();
        assertThat(shorter.join()).isEqualTo("twel");
        assertThat(receive(ends.server(), 6)).isEqualTo("ve byt");
        assertThat(receive(ends.server(), 100)).isEqualTo("es and more");
        assertThat(receive(ends.server(), 100)).isEqualTo("the end");
        assertThat(receive(ends.server(), 100)).isEqualTo("the end");
      }
    });
  }

  @Test
  void a_cancelled_receive_touches_its_buffer_no_more() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        var buffer = new byte[8];
        Task<?> cancelled = spawn(() -> ends.server().read(buffer));
        untilSuspended(cancelled);
        cancelled.cancel();
        ends.client().writeAll("12345678".getBytes(US_ASCII));
        // The completion of the cancelled request reports these.
        assertThat(receive(ends.server(), 8)).isEqualTo("12345678");
        assertThat(buffer).containsOnly(0);
      }
    });
  }

  @Test
  // docs/edges.md: F21
  void ten_thousand_cancellations_that_race_with_bytes_lose_none() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        var random = new Random(7);
        var received = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
          Task<?> receiver = spawn(() -> collect(ends.server(), received));
          pause(random);
          ends.client().writeAll(new byte[] {(byte) i, (byte) (i >> 8)});
          pause(random);
          receiver.cancel();
        }
        while (received.size() < 20_000) {
          collect(ends.server(), received);
        }
        byte[] all = received.toByteArray();
        assertThat(all).hasSize(20_000);
        for (int i = 0; i < 10_000; i++) {
          assertThat(all[2 * i] & 0xff | (all[2 * i + 1] & 0xff) << 8).isEqualTo(i);
        }
      }
    });
  }

  private static void collect(Socket socket, ByteArrayOutputStream received) throws IOException {
    var buffer = new byte[3];
    int count = socket.read(buffer);
    received.write(buffer, 0, count);
  }

  private static void pause(Random random) {
    for (int turns = random.nextInt(4); turns > 0; turns--) {
      yieldNow();
    }
  }

  @Test
  void a_close_during_a_receive_ends_it_and_the_peer_hears_of_it_at_once() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        Task<String> waits = spawn(() -> receive(ends.server(), 100));
        untilSuspended(waits);
        yieldNow();
        ends.server().close();
        assertThatThrownBy(waits::join)
            .isInstanceOf(TaskFailedException.class)
            .hasCauseInstanceOf(SocketException.class);
        assertThat(receive(ends.client(), 10)).isEqualTo("the end");
      }
    });
  }

  @Test
  void a_request_that_was_not_submitted_yet_is_not_made_on_the_next_socket() throws Exception {
    Driven.run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        for (int i = 0; i < 200; i++) {
          Socket first = Tcp.connect(HERE, port);
          Socket firstPeer = listener.accept();
          Task<?> waits = spawn(() -> receive(first, 100));
          untilSuspended(waits);
          // Its request is written, but Linux has not seen it, because there was no poll in
          // between.
          first.close();
          Socket second = Tcp.connect(HERE, port);
          Socket secondPeer = listener.accept();
          secondPeer.writeAll("for the second".getBytes(US_ASCII));
          assertThat(receive(second, 100)).isEqualTo("for the second");
          assertThatThrownBy(waits::join).isInstanceOf(TaskFailedException.class);
          firstPeer.close();
          second.close();
          secondPeer.close();
        }
      }
    });
  }

  @Test
  void a_listener_that_is_closed_during_an_accept_frees_its_port_at_once() throws Exception {
    Driven.run(() -> {
      int port = 0;
      for (int i = 0; i < 20; i++) {
        Listener listener = Tcp.listen(HERE, port);
        port = listener.localAddress().getPort();
        Task<?> waits = spawn(listener::accept);
        untilSuspended(waits);
        checkpoint();
        listener.close();
        assertThatThrownBy(waits::join).isInstanceOf(TaskFailedException.class);
      }
    });
  }

  @Test
  void a_reset_during_a_receive_is_told_and_after_a_cancellation_the_next_one_is()
      throws Exception {
    Driven.run(() -> {
      for (boolean cancelled : new boolean[] {false, true}) {
        try (var ends = Ends.open()) {
          Task<String> waits = spawn(() -> receive(ends.server(), 100));
          untilSuspended(waits);
          if (cancelled) {
            waits.cancel();
          }
          ends.client().setOption(StandardSocketOptions.SO_LINGER, 0);
          ends.client().close();
          if (cancelled) {
            assertThatThrownBy(() -> receive(ends.server(), 100))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("ECONNRESET");
          } else {
            assertThatThrownBy(waits::join).rootCause().hasMessageContaining("ECONNRESET");
          }
        }
      }
    });
  }

  @Test
  void bytes_that_nobody_has_waited_for_are_still_there_after_the_peer_has_gone() throws Exception {
    Driven.run(() -> {
      try (var ends = Ends.open()) {
        Task<?> cancelled = spawn(() -> receive(ends.server(), 5));
        untilSuspended(cancelled);
        cancelled.cancel();
        byte[] much = new byte[100_000];
        Arrays.fill(much, (byte) 'x');
        Task<?> sender = spawn(() -> sendAndClose(ends.client(), much));
        int count = 0;
        String part;
        do {
          part = receive(ends.server(), 4096);
          count += part.equals("the end") ? 0 : part.length();
        } while (!part.equals("the end"));
        assertThat(count).isEqualTo(100_000);
        Object _ = sender.join();
      }
    });
  }

  private static void sendAndClose(Socket socket, byte[] bytes) throws IOException {
    socket.writeAll(bytes);
    socket.close();
  }

  @Test
  void wake_ups_from_threads_all_arrive_also_when_completions_overflow() throws Exception {
    Driven.run(
        new UringDriver(1, 2, 1, 1),
        () -> {
          Waker waker = Coroutine.trap(new OpenWaker());
          var taken = new AtomicInteger();
          var thread =
              Thread.ofPlatform()
                  .start(() -> {
                    for (int i = 1; i <= 500; i++) {
                      waker.wake();
                      while (taken.get() < i) {
                        Thread.onSpinWait();
                        Thread.yield();
                      }
                    }
                  });
          for (int i = 1; i <= 500; i++) {
            Coroutine.trap(new WaitForWaker(waker));
            taken.incrementAndGet();
          }
          assertThat(taken).hasValue(500);
          thread.join();
        });
  }

  @Test
  void a_run_gives_back_every_descriptor_and_all_memory() throws Exception {
    Body body =
        () -> {
          Listener listener = Tcp.listen(HERE, 0);
          for (int i = 0; i < 10; i++) {
            Socket client = Tcp.connect(HERE, listener.localAddress().getPort());
            Socket server = listener.accept();
            // Left open with pending requests.
            Task<?> waits = spawn(() -> receive(server, 100));
            Task<?> cancelled = spawn(() -> receive(client, 100));
            untilSuspended(waits);
            untilSuspended(cancelled);
            cancelled.cancel();
          }
        };
    Driven.run(body::run);
    long descriptors = OpenDescriptors.count();
    for (int i = 0; i < 20; i++) {
      Driven.run(body::run);
    }
    assertThat(OpenDescriptors.count()).isEqualTo(descriptors);
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("io_uring");
  }

  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  @Test
  void the_jdks_own_sockets_understand_it() throws Exception {
    Driven.run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        var heard = new AtomicInteger();
        var thread =
            Thread.ofPlatform()
                .start(() -> {
                  try (var socket = new java.net.Socket(InetAddress.getByName(HERE), port)) {
                    socket.getOutputStream().write(new byte[70_000]);
                    socket.shutdownOutput();
                    heard.set(socket.getInputStream().readAllBytes().length);
                  } catch (IOException failure) {
                    heard.set(-1);
                  }
                });
        try (Socket server = listener.accept()) {
          echo(server);
        }
        thread.join();
        assertThat(heard).hasValue(70_000);
      }
    });
  }
}
