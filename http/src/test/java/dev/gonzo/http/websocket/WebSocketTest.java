package dev.gonzo.http.websocket;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.BusyException;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketLimits;
import dev.gonzo.stream.Input;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Both ends of a WebSocket in virtual time. */
class WebSocketTest {
  private static void inVirtualTime(AsyncRunnable<Exception> body) throws Exception {
    run(VirtualTime.kernel(), body);
  }

  private static Task<?> echo(WebSocket socket) {
    return spawn(() -> {
      try (socket) {
        for (Message message : socket.messages()) {
          if (message.kind() == Kind.TEXT) {
            socket.send(message.text());
          } else {
            socket.send(message.bytes());
          }
        }
      }
    });
  }

  @Test
  void messages_come_back_and_a_close_is_answered() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(100);
      Task<?> server = echo(sockets.server());
      try (WebSocket client = sockets.client()) {
        client.send("größe");
        assertThat(client.receive().orElseThrow().text()).isEqualTo("größe");
        var large = new byte[100_000];
        Arrays.fill(large, (byte) 7);
        Task<?> sending = spawn(() -> client.send(large));
        assertThat(client.receive().orElseThrow().bytes()).isEqualTo(ByteBuffer.wrap(large));
        sending.join();
      }
      server.join();
      assertThat(sockets.streams().left().isClosed()).isTrue();
      assertThat(sockets.streams().right().isClosed()).isTrue();
      assertThat(sockets.client().receive()).isEmpty();
    });
  }

  @Test
  void the_code_and_the_reason_of_a_close_arrive() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(1000);
      Task<?> closing = spawn(() -> sockets.server().close(4001, "you are late"));
      assertThatThrownBy(sockets.client()::receive)
          .isInstanceOfSatisfying(
              WebSocketException.class,
              thrown -> {
                assertThat(thrown.code()).isEqualTo(4001);
                assertThat(thrown.reason()).isEqualTo("you are late");
              });
      assertThatThrownBy(() -> sockets.client().send("too late"))
          .isInstanceOf(WebSocketException.class)
          .hasMessageContaining("4001");
      assertThatThrownBy(() -> sockets.client().messages().iterator().hasNext())
          .isInstanceOf(UncheckedIOException.class);
      sockets.client().close();
      closing.join();
    });
  }

  @Test
  void a_peer_that_does_not_answer_a_close_is_waited_for_within_the_limit() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(1000);
      Moment begin = Moment.now();
      sockets.server().close();
      assertThat(Moment.now().since(begin)).isEqualTo(ofSeconds(10));
      assertThat(sockets.streams().left().isClosed()).isTrue();
    });
  }

  @Test
  void a_peer_that_does_not_read_is_waited_for_within_the_limit() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(10);
      Task<?> stuck = spawn(() -> sockets.server().send("more than ten bytes"));
      sleep(ofSeconds(1));
      Moment begin = Moment.now();
      sockets.server().close();
      assertThat(Moment.now().since(begin)).isEqualTo(ofSeconds(20));
      assertThatThrownBy(stuck::join).hasCauseInstanceOf(WebSocketException.class);
    });
  }

  @Test
  void a_connection_that_ends_without_a_close_frame_is_lost() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(1000);
      sockets.streams().left().close();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(sockets.client()::receive)
            .isInstanceOfSatisfying(
                WebSocketException.class, thrown -> assertThat(thrown.code()).isEqualTo(1006));
      }
      sockets.client().close();
    });
  }

  @Test
  void a_violation_is_answered_with_its_code() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(1000);
      WebSocket server = Sockets.server(streams, WebSocketOptions.defaults(), Agreement.plain());
      // Not masked, as a client must.
      streams.right().writeAll(new byte[] {(byte) 0x81, 1, 'a'});
      assertThatThrownBy(server::receive)
          .isInstanceOfSatisfying(
              WebSocketException.class, thrown -> assertThat(thrown.code()).isEqualTo(1002));
      byte[] close = Input.of(streams.right()).readExactly(4);
      assertThat(close[0]).isEqualTo((byte) 0x88);
      assertThat(close[2] << 8 | (close[3] & 0xFF)).isEqualTo(1002);
      Moment begin = Moment.now();
      server.close();
      assertThat(Moment.now().since(begin)).isEqualTo(ofSeconds(1));
    });
  }

  @Test
  void messages_of_several_tasks_stay_whole_and_in_order() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(64);
      var senders = new ArrayList<Task<?>>();
      for (int i = 0; i < 20; i++) {
        String text = ("message " + i + " ").repeat(i * 3 + 1);
        senders.add(spawn(() -> sockets.server().send(text)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(sockets.client().receive().orElseThrow().text())
            .isEqualTo(("message " + i + " ").repeat(i * 3 + 1));
      }
      for (Task<?> sender : senders) {
        sender.join();
      }
    });
  }

  @Test
  void sending_waits_while_the_peer_does_not_read() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(64);
      int[] sent = {0};
      Task<?> sender =
          spawn(() -> {
            for (int i = 0; i < 100; i++) {
              sockets.server().send("0123456789");
              sent[0]++;
            }
          });
      sleep(ofSeconds(60));
      assertThat(sent[0]).isEqualTo(5);
      for (int i = 0; i < 100; i++) {
        assertThat(sockets.client().receive()).isPresent();
      }
      sender.join();
    });
  }

  @Test
  void a_message_in_parts_is_not_collected() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      int total = 8 << 20;
      Task<?> sender =
          spawn(() -> {
            try (OutgoingMessage message = sockets.client().sendInParts(Kind.BINARY)) {
              var part = new byte[50_000];
              for (int left = total; left > 0; ) {
                left -= message.write(part, 0, Math.min(left, part.length));
              }
              message.end();
            }
            sockets.client().send("after it");
          });
      IncomingMessage message = sockets.server().receiveInParts().orElseThrow();
      assertThat(message.kind()).isEqualTo(Kind.BINARY);
      assertThatThrownBy(sockets.server()::receive)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("read or close it first");
      var buffer = new byte[5000];
      long read = 0;
      for (int count = message.read(buffer); count >= 0; count = message.read(buffer)) {
        read += count;
      }
      assertThat(read).isEqualTo(total);
      assertThat(message.read(buffer)).isEqualTo(-1);
      assertThat(sockets.server().receive().orElseThrow().text()).isEqualTo("after it");
      sender.join();
    });
  }

  @Test
  void the_rest_of_a_message_that_is_closed_is_dropped() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> sender =
          spawn(() -> {
            sockets.client().send(new byte[100_000]);
            sockets.client().send("next");
          });
      try (IncomingMessage message = sockets.server().receiveInParts().orElseThrow()) {
        assertThat(message.read(new byte[10])).isEqualTo(10);
      }
      assertThat(sockets.server().receive().orElseThrow().text()).isEqualTo("next");
      sender.join();
    });
  }

  @Test
  void other_messages_wait_for_one_in_parts_and_pings_do_not() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> echo = echo(sockets.server());
      OutgoingMessage message = sockets.client().sendInParts(Kind.TEXT);
      message.write("one ");
      Task<?> other = spawn(() -> sockets.client().send("two"));
      var got = new ArrayList<String>();
      Task<?> receiver =
          spawn(() -> {
            for (Message back : sockets.client().messages()) {
              got.add(back.text());
            }
          });
      Duration time = sockets.client().ping(ofSeconds(1));
      assertThat(time).isLessThan(ofSeconds(1));
      sleep(ofSeconds(1));
      assertThat(got).isEmpty();
      message.write("message");
      message.end();
      message.close();
      other.join();
      sleep(ofSeconds(1));
      assertThat(got).containsExactly("one message", "two");
      sockets.client().close();
      receiver.join();
      echo.join();
    });
  }

  @Test
  void a_message_that_is_not_completed_ends_the_socket() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> server =
          spawn(() -> {
            try (OutgoingMessage message = sockets.server().sendInParts(Kind.TEXT)) {
              message.write("half");
            }
          });
      assertThatThrownBy(sockets.client()::receive)
          .isInstanceOfSatisfying(
              WebSocketException.class, thrown -> assertThat(thrown.code()).isEqualTo(1011));
      server.join();
    });
  }

  @Test
  void a_second_receiver_is_refused() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> first = spawn(() -> sockets.client().receive());
      sleep(ofMillis(1));
      assertThatThrownBy(sockets.client()::receive).isInstanceOf(BusyException.class);
      sockets.server().send("hello");
      assertThat(first.join()).isNotNull();
    });
  }

  @Test
  void a_ping_that_is_not_answered_gives_up_the_peer() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> receiver = spawn(() -> sockets.server().receive());
      Moment begin = Moment.now();
      // The other end does not receive, so it does not answer either.
      assertThatThrownBy(() -> sockets.server().ping(ofSeconds(5)))
          .isInstanceOf(DeadlineExceededException.class);
      assertThatThrownBy(receiver::join)
          .hasCauseInstanceOf(WebSocketException.class)
          .hasMessageContaining("no answer to a ping");
      assertThat(Moment.now().since(begin)).isEqualTo(ofSeconds(20));
      sockets.server().close();
    });
  }

  @Test
  void keep_alive_asks_a_quiet_peer_only() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets =
          Sockets.of(
              MemoryStreams.of(4096),
              WebSocketOptions.defaults()
                  .withKeepAlive(ofSeconds(30))
                  .withLimits(WebSocketLimits.defaults().withPongAnswer(ofSeconds(5))));
      Task<?> client = spawn(() -> ignoreAfter(ofSeconds(100), () -> sockets.client().receive()));
      Moment begin = Moment.now();
      assertThatThrownBy(sockets.server()::receive)
          .isInstanceOf(WebSocketException.class)
          .hasMessageContaining("no answer to a ping");
      // The client answers for 100 seconds; the ping at 120 is not answered.
      assertThat(Moment.now().since(begin)).isBetween(ofSeconds(100), ofSeconds(130));
      client.join();
      sockets.server().close();
    });
  }

  @Test
  void a_ping_is_answered_while_both_directions_are_full() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(64);
      Task<?> server = echo(sockets.server());
      Task<?> sender =
          spawn(() -> {
            for (int i = 0; i < 50; i++) {
              sockets.client().send(new byte[100]);
            }
          });
      Task<?> pinging =
          spawn(() -> {
            for (int i = 0; i < 10; i++) {
              assertThat(sockets.client().ping(ofSeconds(10))).isNotNull();
            }
          });
      for (int i = 0; i < 50; i++) {
        assertThat(sockets.client().receive()).isPresent();
      }
      Task<?> receiver = spawn(() -> sockets.client().receive());
      sender.join();
      pinging.join();
      sockets.client().close();
      receiver.join();
      server.join();
    });
  }

  @Test
  void what_came_with_the_handshake_is_received() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(100);
      ByteBuffer early = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x81, 2, 'h', 'i'}, 2, 4);
      WebSocket client =
          WebSocket.overClient(
              streams.left(), early, Agreement.plain(), WebSocketOptions.defaults());
      assertThat(client.receive().orElseThrow().text()).isEqualTo("hi");
    });
  }

  @Test
  void a_close_that_cannot_be_sent_is_refused_before_anything_happens() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      assertThatThrownBy(() -> sockets.client().close(1006, ""))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sockets.client().close(1000, "ä".repeat(62)))
          .isInstanceOf(IllegalArgumentException.class);
      sockets.client().send("still open");
      assertThat(sockets.server().receive().orElseThrow().bytes())
          .isEqualTo(UTF_8.encode("still open"));
    });
  }

  @Test
  void a_write_that_fails_ends_what_is_sent() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      sockets.streams().left().failNextWrite(new ConnectException("gone"));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> sockets.server().send("a"))
            .isInstanceOf(WebSocketException.class)
            .hasMessageContaining("gone")
            .hasCauseInstanceOf(IOException.class);
      }
    });
  }

  @Test
  void messages_are_received_while_the_answer_to_a_ping_cannot_be_sent() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(64);
      // With its header it fills the direction to the client, which does not read.
      sockets.server().send(new byte[62]);
      Task<?> ping = spawn(() -> sockets.client().ping(ofSeconds(15)));
      Task<?> sending = spawn(() -> sockets.client().send("hello"));
      assertThat(sockets.server().receive().orElseThrow().text()).isEqualTo("hello");
      sending.join();
      assertThat(sockets.client().receive()).isPresent();
      Task<?> receiver = spawn(() -> sockets.client().receive());
      assertThat(ping.join()).isNotNull();
      receiver.cancel();
    });
  }

  @Test
  void the_memory_of_a_send_that_was_cancelled_may_be_used_again() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(1000);
      var bytes = new byte[20_000];
      Arrays.fill(bytes, (byte) 1);
      boolean isInTime = ignoreAfter(ofSeconds(1), () -> sockets.server().send(bytes));
      assertThat(isInTime).as("it has begun, so it counts as sent").isTrue();
      Arrays.fill(bytes, (byte) 2);
      ByteBuffer received = sockets.client().receive().orElseThrow().bytes();
      assertThat(received.remaining()).isEqualTo(20_000);
      while (received.hasRemaining()) {
        assertThat(received.get()).isEqualTo((byte) 1);
      }
    });
  }

  @Test
  void a_close_takes_over_from_a_task_that_stops_to_receive() throws Exception {
    inVirtualTime(() -> {
      Sockets sockets = Sockets.of(4096);
      Task<?> once = spawn(() -> assertThat(sockets.client().receive()).isPresent());
      sleep(ofMillis(1));
      Moment begin = Moment.now();
      Task<?> closing = spawn(() -> sockets.client().close());
      sockets.server().send("the last message that the task waits for");
      once.join();
      Task<?> late = spawn(() -> assertThat(sockets.client().receive()).isEmpty());
      assertThat(sockets.server().receive()).isEmpty();
      sockets.server().close();
      closing.join();
      late.join();
      assertThat(Moment.now().since(begin)).isLessThan(ofSeconds(1));
    });
  }
}
