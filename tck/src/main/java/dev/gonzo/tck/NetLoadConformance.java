package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.tck.Connection.HERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.sync.Event;
import dev.gonzo.trap.NetTrap;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": many connections, and many bytes. */
@Specified({"6.5", "6.7", "6.8", "6.10"})
public abstract class NetLoadConformance extends Conformance {
  private static final int CONNECTIONS = 1_000;
  private static final int MUCH = 50_000_000;

  /** Creates the chapter. */
  protected NetLoadConformance() {
    super(NetTrap.class);
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[65_536];
    for (int count; (count = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, count);
    }
  }

  @Test
  void a_thousand_connections_are_open_at_once_and_each_hears_its_own() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        Task<?> server = spawn(() -> listener.serve(NetLoadConformance::echo));
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < CONNECTIONS; i++) {
          sockets.add(Tcp.connect(HERE, port));
        }
        var right = new AtomicInteger();
        var clients = new ArrayList<Task<?>>();
        for (int i = 0; i < CONNECTIONS; i++) {
          Socket socket = sockets.get(i);
          String text = "connection " + i;
          clients.add(
              spawn(() -> {
                for (int round = 0; round < 5; round++) {
                  Connection.send(socket, text);
                  if (Connection.receive(socket).equals(text)) {
                    right.incrementAndGet();
                  }
                }
              }));
        }
        for (Task<?> client : clients) {
          Object _ = client.join();
        }
        assertThat(right).hasValue(CONNECTIONS * 5);
        sockets.forEach(Socket::close);
        server.cancel();
      }
    });
  }

  @Test
  // docs/edges.md: F13
  void fifty_megabytes_arrive_byte_by_byte_as_they_were_sent_both_ways() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        Task<?> server = spawn(() -> listener.serve(NetLoadConformance::echo));
        try (Socket client = Tcp.connect(HERE, listener.localAddress().getPort())) {
          Task<?> sender =
              spawn(() -> {
                var random = new Random(1);
                var chunk = new byte[100_000];
                for (int sent = 0; sent < MUCH; sent += chunk.length) {
                  random.nextBytes(chunk);
                  client.writeAll(chunk);
                }
                client.shutdownOutput();
              });
          assertThat(countRight(client)).isEqualTo(MUCH);
          Object _ = sender.join();
        }
        server.cancel();
      }
    });
  }

  /** Receives to the end, and compares each byte with the one that was sent. */
  private static long countRight(Socket client) throws IOException {
    var random = new Random(1);
    var expected = new byte[100_000];
    int place = expected.length;
    long right = 0;
    var buffer = new byte[1 << 16];
    for (int count; (count = client.read(buffer)) > 0; ) {
      for (int i = 0; i < count; i++) {
        if (place == expected.length) {
          random.nextBytes(expected);
          place = 0;
        }
        if (buffer[i] != expected[place++]) {
          throw new AssertionError("byte " + right + " is not what was sent");
        }
        right++;
      }
    }
    return right;
  }

  @Test
  // docs/edges.md: F6
  void connections_that_come_and_go_leave_nothing_behind() throws IOException {
    run(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        Task<?> server = spawn(() -> listener.serve(NetLoadConformance::echo));
        byte[] bytes = "short".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2_000; i++) {
          try (Socket client = Tcp.connect(HERE, port)) {
            client.writeAll(bytes);
            assertThat(Connection.receive(client)).isEqualTo("short");
          }
        }
        server.cancel();
      }
    });
  }

  @Test
  void a_server_that_stops_refuses_new_clients_before_it_has_served_the_others()
      throws IOException {
    run(() -> {
      var served = Event.of();
      var finish = Event.of();
      try (Listener listener =
          Tcp.listen(HERE, 0, ListenOptions.defaults().withGrace(Duration.ofSeconds(50)))) {
        int port = listener.localAddress().getPort();
        Task<?> server =
            spawn(() ->
                listener.serve(client -> {
                  served.set();
                  finish.await();
                  Connection.send(client, "done");
                }));
        try (Socket client = Tcp.connect(HERE, port)) {
          served.await();
          boolean _ = server.requestCancel("test");
          Connection.untilSuspended(server); // in the grace period now
          assertThatThrownBy(() -> Tcp.connect(HERE, port)).isInstanceOf(ConnectException.class);
          Tcp.listen(HERE, port).close(); // another server can take over
          finish.set();
          assertThat(Connection.receive(client)).isEqualTo("done");
        }
        server.cancel();
      }
    });
  }
}
