package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.tck.Connection.HERE;
import static dev.gonzo.tck.Connection.letOthersRun;
import static dev.gonzo.tck.Connection.receive;
import static dev.gonzo.tck.Connection.receiveAll;
import static dev.gonzo.tck.Connection.send;
import static dev.gonzo.tck.Connection.untilSuspended;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chapter 6, "Network": tasks that wait on sockets, and what ends their waits. */
public abstract class NetWaitConformance extends Conformance {
  // More than the system's buffers at both ends hold.
  private static final int MUCH = 50_000_000;

  /** Creates the chapter. */
  protected NetWaitConformance() {
    super(NetTrap.class);
  }

  // ---------------------------------------------------------------- back-pressure

  @Test
  @Specified("6.8")
  // docs/edges.md: F7
  void a_peer_that_does_not_read_suspends_the_sender_until_it_does() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        var sent = new AtomicLong();
        Task<?> sender =
            spawn(() -> {
              var chunk = new byte[65_536];
              while (sent.get() < MUCH) {
                connection.client().writeAll(chunk);
                sent.addAndGet(chunk.length);
              }
              connection.client().shutdownOutput();
            });
        long before;
        do {
          before = sent.get();
          letOthersRun();
        } while (sent.get() > before);
        assertThat(before).isLessThan(MUCH);
        assertThat(sender.state()).isEqualTo(TaskState.SUSPENDED);
        long received = receiveAll(connection.server()).length;
        Object _ = sender.join();
        assertThat(received).isEqualTo(sent.get());
      }
    });
  }

  @Test
  @Specified("6.8")
  // docs/edges.md: F8
  void a_sender_that_is_cancelled_half_way_has_sent_a_part_and_sends_nothing_more()
      throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        byte[] bytes = pattern(MUCH);
        Task<?> sender = spawn(() -> connection.client().writeAll(bytes));
        untilSuspended(sender);
        sender.cancel();
        assertThat(sender.outcome()).containsInstanceOf(Outcome.Cancellation.class);
        connection.client().close();
        byte[] received = receiveAll(connection.server());
        assertThat(received.length).isPositive().isLessThan(MUCH);
        for (int i = 0; i < received.length; i++) {
          if (received[i] != bytes[i]) {
            throw new AssertionError("byte " + i + " is not what was sent");
          }
        }
      }
    });
  }

  private static byte[] pattern(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  // ---------------------------------------------------------------- two tasks, one end

  @Test
  @Specified("6.2")
  // docs/edges.md: F1
  void a_second_receiver_is_refused_and_the_first_undisturbed() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Task<String> first = spawn("first", () -> receive(connection.server()));
        untilSuspended(first);
        assertThatThrownBy(() -> receive(connection.server()))
            .isInstanceOf(BusyException.class)
            .hasMessageContaining("first");
        assertThat(first.state()).isEqualTo(TaskState.SUSPENDED);
        send(connection.client(), "for the first");
        assertThat(first.join()).isEqualTo("for the first");
      }
    });
  }

  @Test
  @Specified("6.2")
  void a_second_sender_is_refused_and_the_first_undisturbed() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Task<?> first =
            spawn(() -> {
              connection.client().writeAll(new byte[MUCH]);
              connection.client().shutdownOutput();
            });
        untilSuspended(first);
        assertThatThrownBy(() -> send(connection.client(), "in between"))
            .isInstanceOf(BusyException.class);
        // None of the other task's bytes are in between: all zeros.
        assertThat(Arrays.equals(receiveAll(connection.server()), new byte[MUCH])).isTrue();
        Object _ = first.join();
      }
    });
  }

  @Test
  @Specified("6.2")
  void a_second_acceptor_is_refused_and_the_first_undisturbed() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        Task<Socket> first = spawn("first", listener::accept);
        untilSuspended(first);
        assertThatThrownBy(listener::accept)
            .isInstanceOf(BusyException.class)
            .hasMessageContaining("first");
        Socket client = Tcp.connect(HERE, listener.localAddress().getPort());
        first.join().close();
        client.close();
      }
    });
  }

  @Test
  @Specified("6.2")
  void a_second_server_is_refused_and_the_first_undisturbed() throws IOException {
    run(() -> {
      for (boolean serves : new boolean[] {true, false}) {
        try (Listener listener = Tcp.listen(HERE, 0)) {
          Task<?> first =
              spawn(() -> {
                if (serves) {
                  listener.serve(client -> send(client, "hello"));
                } else {
                  try (Socket client = listener.accept()) {
                    send(client, "hello");
                  }
                }
              });
          untilSuspended(first);
          assertThatThrownBy(() -> listener.serve(_ -> {})).isInstanceOf(BusyException.class);
          try (Socket client = Tcp.connect(HERE, listener.localAddress().getPort())) {
            assertThat(receive(client)).isEqualTo("hello");
          }
          first.cancel();
        }
      }
    });
  }

  @Test
  @Specified("6.2")
  // docs/edges.md: F1, F2
  void one_may_receive_while_another_sends() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Task<String> receiver = spawn(() -> receive(connection.client()));
        Task<?> sender = spawn(() -> connection.client().writeAll(new byte[MUCH]));
        untilSuspended(sender);
        send(connection.server(), "the other way");
        assertThat(receiver.join()).isEqualTo("the other way");
        var buffer = new byte[1 << 20];
        for (long left = MUCH; left > 0; ) {
          left -= connection.server().read(buffer);
        }
        Object _ = sender.join();
      }
    });
  }

  // ---------------------------------------------------------------- closing

  @Test
  @Specified({"6.1", "6.10"})
  // docs/edges.md: F3
  void closing_wakes_whoever_waits_on_our_side() throws IOException {
    run(() -> {
      Listener listener = Tcp.listen(HERE, 0);
      var connection = Connection.open(listener, HERE);
      var waiting =
          List.of(
              spawn("receiver", () -> endsByClosing(() -> receive(connection.client()))),
              spawn("sender", () -> endsByClosing(() -> sendForEver(connection.client()))),
              spawn("acceptor", () -> endsByClosing(listener::accept)));
      waiting.forEach(Connection::untilSuspended);
      connection.client().close();
      listener.close();
      for (Task<?> task : waiting) {
        Object _ = task.join();
      }
      connection.close();
    });
  }

  @Tag("realTime")
  @Timeout(300)
  @Test
  @Specified("6.10")
  void closing_does_not_wait_for_the_peer_even_if_the_socket_lingers() throws Exception {
    var closed = new CountDownLatch(1);
    PeerService reader =
        connection -> {
          if (peers().areReal()) {
            closed.await();
          }
          while (closed.getCount() > 0) {
            letOthersRun(); // a task: with its carrier, a latch may hold up the kernel
          }
          readAll(connection);
        };
    var took = new AtomicReference<Duration>();
    run(() -> {
      try (PeerServer peer = peers().serve(reader)) {
        Socket client = Tcp.connect(HERE, peer.port());
        client.setOption(StandardSocketOptions.SO_LINGER, 200);
        Task<?> sender = spawn(() -> client.writeAll(new byte[MUCH]));
        do {
          letOthersRun();
        } while (sender.state() != TaskState.SUSPENDED);
        sender.cancel();
        Moment start = Moment.now();
        client.close();
        took.set(Moment.now().since(start));
        closed.countDown();
        peer.awaitEnd();
      }
    });
    assertThat(took.get()).isLessThan(ofMinutes(1));
  }

  private static void readAll(PeerConnection connection) {
    var buffer = new byte[65_536];
    try {
      while (connection.receive(buffer) >= 0) {}
    } catch (IOException cutOff) {
      // systems differ in what becomes of the bytes that were not sent yet
    }
  }

  private interface Waiting {
    Object call() throws IOException;
  }

  private static void endsByClosing(Waiting waiting) {
    assertThatThrownBy(waiting::call)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("closed");
  }

  private static Object sendForEver(Socket socket) throws IOException {
    while (true) {
      socket.writeAll(new byte[1 << 20]);
    }
  }

  @Test
  @Specified("6.10")
  // docs/edges.md: F5
  void a_descriptor_that_is_used_again_hears_nothing_of_its_former_owner() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        for (int i = 0; i < 300; i++) {
          var former = Connection.open(listener, HERE);
          Task<?> waiter =
              spawn(() ->
                  assertThatThrownBy(() -> receive(former.server()))
                      .isInstanceOf(SocketException.class));
          untilSuspended(waiter);
          // Events for the former owners are on their way when their descriptors are reused.
          send(former.client(), "for the former owner");
          former.server().close();
          former.client().close();
          try (var next = Connection.open(listener, HERE)) {
            Task<String> receiver = spawn(() -> receive(next.server()));
            for (int turn = 0; turn < 70; turn++) {
              yieldNow();
            }
            assertThat(receiver.state()).isEqualTo(TaskState.SUSPENDED);
            send(next.client(), "for the next");
            assertThat(receiver.join()).isEqualTo("for the next");
          }
          Object _ = waiter.join();
        }
      }
    });
  }

  // ---------------------------------------------------------------- cancelled

  @Test
  @Specified("6.7")
  // docs/edges.md: F7
  void a_cancelled_receive_has_taken_nothing() throws IOException {
    run(() -> {
      try (var connection = Connection.open()) {
        Task<?> cancelled = spawn(() -> receive(connection.server()));
        untilSuspended(cancelled);
        cancelled.cancel();
        send(connection.client(), "for the next");
        assertThat(receive(connection.server())).isEqualTo("for the next");
        send(connection.client(), "before it begins");
        Task<?> before =
            spawn(() -> {
              Task.current().requestCancel("on entry");
              receive(connection.server());
            });
        before.cancel();
        assertThat(receive(connection.server())).isEqualTo("before it begins");
      }
    });
  }

  @Test
  @Specified({"4.6", "6.7"})
  // docs/edges.md: rule 3, F10
  void receives_that_are_cancelled_at_any_moment_lose_no_byte() throws IOException {
    long seed = 42;
    run(() -> {
      try (var connection = Connection.open()) {
        byte[] bytes = pattern(20_000);
        var received = new ByteArrayOutputStream();
        Task<?> sender =
            spawn(() -> {
              var random = new Random(seed);
              for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
                connection.client().writeAll(bytes, at, length);
                at += length;
                pause(random);
              }
              connection.client().shutdownOutput();
            });
        var random = new Random(seed + 1);
        boolean[] ended = {false};
        while (!ended[0]) {
          Task<?> receiver =
              spawn(() -> receiveUntilCancelled(connection.server(), received, ended));
          pause(random);
          receiver.cancel();
        }
        Object _ = sender.join();
        assertThat(received.toByteArray()).isEqualTo(bytes);
      }
    });
  }

  private static void pause(Random random) {
    for (int turns = random.nextInt(100); turns > 0; turns--) {
      yieldNow();
    }
  }

  private static void receiveUntilCancelled(
      Socket socket, ByteArrayOutputStream received, boolean[] ended) throws IOException {
    var buffer = new byte[10];
    while (!ended[0]) {
      int count = socket.read(buffer);
      if (count < 0) {
        ended[0] = true;
      } else {
        received.write(buffer, 0, count);
      }
    }
    checkpoint();
  }

  @Test
  @Specified({"4.6", "6.5"})
  // docs/edges.md: F11
  void accepts_that_are_cancelled_at_any_moment_lose_no_connection() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        var accepted = new ArrayList<Socket>();
        var clients = new ArrayList<Socket>();
        var random = new Random(7);
        Task<?> connecting =
            spawn(() -> {
              for (int i = 0; i < 200; i++) {
                clients.add(Tcp.connect(HERE, port));
              }
            });
        while (accepted.size() < 200) {
          Task<?> acceptor =
              spawn(() -> {
                while (true) {
                  accepted.add(listener.accept());
                }
              });
          pause(random);
          acceptor.cancel();
        }
        Object _ = connecting.join();
        assertThat(accepted)
            .extracting(socket -> socket.remoteAddress().getPort())
            .containsExactlyInAnyOrderElementsOf(
                clients.stream().map(NetWaitConformance::localPort).toList());
        accepted.forEach(Socket::close);
        clients.forEach(Socket::close);
      }
    });
  }

  private static int localPort(Socket socket) {
    try {
      return socket.localAddress().getPort();
    } catch (IOException closed) {
      throw new AssertionError(closed);
    }
  }

  @Test
  @Specified("6.6")
  // docs/edges.md: F12
  void a_cancelled_connect_leaves_nothing_open() throws IOException {
    run(() -> {
      var here = new InetSocketAddress(InetAddress.ofLiteral(HERE), 0);
      Handle listener = Coroutine.trap(new Listen(here, 1, Map.of()));
      SocketAddress address = Coroutine.trap(new LocalAddress(listener));
      // A listener that does not accept lets in only a limited number; the next one must wait.
      var connecting = new ArrayList<Task<Handle>>();
      do {
        connecting.add(spawn(() -> Coroutine.trap(new Connect(address, null, Map.of()))));
        letOthersRun();
      } while (connecting.getLast().state() == TaskState.ENDED);
      Task<Handle> waits = connecting.removeLast();
      assertThat(waits.state()).isEqualTo(TaskState.SUSPENDED);
      waits.cancel();
      assertThat(waits.outcome()).containsInstanceOf(Outcome.Cancellation.class);
      for (Task<Handle> connected : connecting) {
        Handle server = Coroutine.trap(new Accept(listener));
        close(server);
        close(connected.join());
      }
      close(listener);
    });
  }

  private static void close(Handle handle) throws IOException {
    Coroutine.trap(new Close(handle));
  }

  @Test
  @Specified({"2.5", "6.1"})
  void at_the_end_of_the_run_what_was_left_open_is_closed() throws IOException {
    run(() -> {
      var connection = Connection.open();
      Task<?> waiter = spawn(() -> receive(connection.server()));
      untilSuspended(waiter);
      send(connection.client(), new String(new byte[3], StandardCharsets.US_ASCII));
    });
    int before = openDescriptors();
    for (int i = 0; i < 20; i++) {
      run(() -> {
        var _ = Tcp.listen(HERE, 0);
        var _ = Connection.open();
      });
    }
    assertThat(openDescriptors()).isLessThanOrEqualTo(before + 5);
  }

  /** How many descriptors this process has open; 0 if the system does not show them. */
  private int openDescriptors() {
    return peers().process().descriptors().map(List::size).orElse(0);
  }
}
