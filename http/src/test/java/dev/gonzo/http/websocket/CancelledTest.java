package dev.gonzo.http.websocket;

import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Cancelled wherever it can be: each message is sent as a whole or not at all, and none is lost.
 */
class CancelledTest {
  /** Two tasks send, one receives, through a pipe that is narrower than a message. */
  private static final class Sending implements Scenario {
    private final Sockets sockets = Sockets.of(MemoryStreams.of(32), WebSocketOptions.defaults());
    private final List<String> sent = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<Task<?>> tasks = new ArrayList<>();

    @Override
    public void run() throws Exception {
      tasks.add(spawn(this::receiveAll));
      Task<?> one = spawn(() -> sendAll("one"));
      Task<?> two = spawn(() -> sendAll("two"));
      tasks.addAll(List.of(one, two));
      one.join();
      two.join();
    }

    private void sendAll(String name) throws IOException {
      for (int i = 0; i < 4; i++) {
        String text = (name + " " + i + " ").repeat(9);
        begun.add(text);
        sockets.client().send(text);
        sent.add(text);
      }
    }

    private void receiveAll() throws IOException {
      for (Message message : sockets.server().messages()) {
        received.add(message.text());
      }
    }

    @Override
    public void check() throws Exception {
      for (Task<?> task : tasks) {
        task.cancel();
      }
      Task<?> receiver = spawn(this::receiveAll);
      sockets.client().send("the end");
      sockets.client().close();
      receiver.join();
      sockets.server().close();
      assertThat(received.removeLast()).isEqualTo("the end");
      // What was not sent was never begun.
      assertThat(received).doesNotHaveDuplicates().isSubsetOf(begun).containsAll(sent);
      assertThat(received).hasSameSizeAs(sent);
      assertThat(sockets.streams().left().isClosed()).isTrue();
      assertThat(sockets.streams().right().isClosed()).isTrue();
    }
  }

  @Test
  void a_message_is_sent_whole_or_not_at_all() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Sending::new);
    assertThat(runs).isGreaterThan(100);
  }

  /** A message in parts, which its task goes on with after a cancellation. */
  private static final class Parts implements Scenario {
    private final Sockets sockets = Sockets.of(MemoryStreams.of(32), WebSocketOptions.defaults());
    private final byte[] data = new byte[500];
    private int written;
    private int read;

    Parts() {
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) i;
      }
    }

    @Override
    public void run() throws Exception {
      Task<?> receiver = spawn(this::readAll);
      try (OutgoingMessage message = sockets.server().sendInParts(Kind.BINARY)) {
        while (written < data.length) {
          written += message.write(data, written, Math.min(100, data.length - written));
        }
        message.end();
      } finally {
        receiver.cancel();
      }
    }

    private void readAll() throws IOException {
      try {
        IncomingMessage message = sockets.client().receiveInParts().orElseThrow();
        var buffer = new byte[40];
        for (int count = message.read(buffer); count >= 0; count = message.read(buffer)) {
          for (int i = 0; i < count; i++) {
            assertThat(buffer[i]).isEqualTo(data[read++]);
          }
        }
      } catch (WebSocketException closed) {
        assertThat(closed.code()).isIn(1011, 1006);
      }
    }

    @Override
    public void check() throws Exception {
      sockets.server().close();
      sockets.client().close();
      assertThat(read).isLessThanOrEqualTo(data.length);
      assertThat(sockets.streams().left().isClosed()).isTrue();
      assertThat(sockets.streams().right().isClosed()).isTrue();
    }
  }

  @Test
  void a_message_in_parts_that_is_cancelled_leaves_a_closed_socket() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Parts::new);
    assertThat(runs).isGreaterThan(30);
  }

  /** Both sides close at once. */
  private static final class Closing implements Scenario {
    private final Sockets sockets = Sockets.of(MemoryStreams.of(32), WebSocketOptions.defaults());

    @Override
    public void run() throws Exception {
      Task<?> other = spawn(() -> sockets.server().close(1000, "both"));
      try {
        sockets.client().close();
        other.join();
      } finally {
        other.cancel();
      }
    }

    @Override
    public void check() throws Exception {
      sockets.server().close();
      sockets.client().close();
      assertThat(sockets.streams().left().isClosed()).isTrue();
      assertThat(sockets.streams().right().isClosed()).isTrue();
      assertThat(sockets.streams().left().written()).isIn(0L, 8L, 4L);
    }
  }

  @Test
  void a_close_that_is_cancelled_closes_the_connection() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Closing::new);
    assertThat(runs).isGreaterThan(10);
  }
}
