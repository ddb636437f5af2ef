package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.tck.Connection.HERE;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.GroupPolicy;
import dev.gonzo.TaskGroup;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.trap.NetTrap;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Chapter 6, "Network": no connection and no descriptor is lost, wherever a cancellation arrives.
 * The chapter is skipped where the system does not show the descriptors.
 */
@Specified({"4.6", "6.5", "6.6", "6.10"})
public abstract class NetLossConformance extends Conformance {
  /** Creates the chapter. */
  protected NetLossConformance() {
    super(NetTrap.class);
  }

  @BeforeEach
  void skipUnlessCounted() {
    Assumptions.assumeTrue(
        peers().process().descriptors().isPresent(), "the system shows no descriptors");
  }

  /** The base class of the scenarios: a listener, and as many open sockets afterwards as before. */
  private abstract static class Counted implements Scenario {
    private final PeerProcess process;
    private @Nullable Listener listener;
    private long before = -1;

    Counted(PeerProcess process) {
      this.process = process;
    }

    abstract void run(Listener listener, int port) throws Exception;

    abstract void settle(Listener listener) throws Exception;

    @Override
    public final void run() throws Exception {
      before = openSockets();
      var opened = Tcp.listen(HERE, 0);
      listener = opened;
      run(opened, opened.localAddress().getPort());
    }

    @Override
    public final void check() throws Exception {
      if (before < 0) {
        return; // it did not begin
      }
      if (listener != null) {
        settle(listener);
        listener.close();
      }
      // The JDK frees the descriptor of a closed channel at a later select, which may be a while
      // off.
      for (int waits = 0; openSockets() != before && waits < 1_000; waits++) {
        sleep(ofMillis(5));
      }
      assertThat(openSockets()).as("open sockets").isEqualTo(before);
    }

    private long openSockets() {
      return process.descriptors().orElseThrow().stream().filter("socket"::equals).count();
    }
  }

  private void check(int leastRuns, Function<PeerProcess, Counted> scenario) throws IOException {
    var everywhere = CancelEverywhere.on(this::kernel);
    // Then the JVM has opened what it opens once and keeps.
    run(() -> Connection.open().close());
    assertThat(everywhere.check(() -> scenario.apply(peers().process()))).isGreaterThan(leastRuns);
  }

  /** Two clients, each with a connection of its own, which the server echoes. */
  private static final class Serving extends Counted {
    private int clientsLeft = 2;
    private int begun;
    private int ended;

    Serving(PeerProcess process) {
      super(process);
    }

    @Override
    void run(Listener listener, int port) {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> serve(listener));
        group.spawn(() -> ask(listener, port));
        group.spawn(() -> ask(listener, port));
        group.join();
      }
    }

    private void serve(Listener listener) throws IOException {
      try (listener) {
        listener.serve(client -> {
          begun++;
          try {
            client.writeAll(Connection.receiveAll(client));
          } finally {
            ended++;
          }
        });
      }
    }

    private void ask(Listener listener, int port) {
      try (Socket socket = Tcp.connect(HERE, port)) {
        Connection.send(socket, "hello");
        socket.shutdownOutput();
        Connection.receiveAll(socket);
      } catch (IOException cutOff) {
        // the server was cancelled
      } finally {
        if (--clientsLeft == 0) {
          listener.close();
        }
      }
    }

    @Override
    void settle(Listener listener) {
      assertThat(ended).isEqualTo(begun);
    }
  }

  @Test
  void a_server_and_its_clients_lose_no_connection() throws IOException {
    check(40, Serving::new);
  }

  /** A connection that is in the listener's queue while a task accepts. */
  private static final class Accepting extends Counted {
    private @Nullable Socket client;
    private boolean accepted;

    Accepting(PeerProcess process) {
      super(process);
    }

    @Override
    void run(Listener listener, int port) throws Exception {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> accept(listener));
        client = Tcp.connect(HERE, port);
        group.join();
      }
    }

    private void accept(Listener listener) throws IOException {
      try (Socket _ = listener.accept()) {
        accepted = true;
      }
    }

    @Override
    void settle(Listener listener) throws Exception {
      if (client != null) {
        if (!accepted) {
          accept(listener);
        }
        // It is the same connection: its other end has been closed.
        assertThat(client.read(new byte[1])).isNegative();
        client.close();
      }
    }
  }

  @Test
  // docs/edges.md: F11
  void a_connection_that_was_not_accepted_is_there_for_the_next() throws IOException {
    check(5, Accepting::new);
  }

  /** Several attempts at the same time, of which the first to succeed is kept. */
  private static final class Racing extends Counted {
    Racing(PeerProcess process) {
      super(process);
    }

    @Override
    void run(Listener listener, int port) throws Exception {
      try (var race = TaskGroup.<Socket>open(GroupPolicy.firstSuccess())) {
        race.onUndelivered(Socket::close);
        race.spawn(() -> Tcp.connect(HERE, 1)); // no server listens there
        for (int i = 0; i < 3; i++) {
          race.spawn(() -> Tcp.connect(HERE, port));
        }
        race.join();
        try (Socket winner = race.result()) {
          assertThat(winner.remoteAddress().getPort()).isEqualTo(port);
        }
      }
    }

    @Override
    void settle(Listener listener) {}
  }

  @Test
  // docs/edges.md: D12, F12
  void a_race_of_connections_closes_every_loser() throws IOException {
    check(10, Racing::new);
  }
}
