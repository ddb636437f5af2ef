package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.tck.Connection.untilSuspended;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Task;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixPair;
import dev.gonzo.net.UnixSocket;
import dev.gonzo.process.Command;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 6, "Network": pairs of connected sockets. */
@Tag("realTime")
public abstract class UnixPairConformance extends Conformance {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Creates the chapter. */
  protected UnixPairConformance() {
    super(NetTrap.class);
  }

  private static void send(StreamSocket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(UTF_8));
  }

  private static String receive(StreamSocket socket) throws IOException {
    var buffer = new byte[100];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  @Test
  @Specified("6.23")
  void bytes_go_both_ways_and_neither_end_has_an_address() throws IOException {
    run(() -> {
      try (UnixPair pair = Unix.pair()) {
        Task<String> answering =
            spawn(() -> {
              String question = receive(pair.second());
              send(pair.second(), "answer");
              return question;
            });
        send(pair.first(), "question");
        assertThat(receive(pair.first())).isEqualTo("answer");
        assertThat(answering.join()).isEqualTo("question");
        for (UnixSocket end : List.of(pair.first(), pair.second())) {
          assertThat(end.localAddress().isUnnamed()).isTrue();
          assertThat(end.remoteAddress().isUnnamed()).isTrue();
        }
        pair.first().shutdownOutput();
        assertThat(receive(pair.second())).isEqualTo("the end");
        send(pair.second(), "and still");
        assertThat(receive(pair.first())).isEqualTo("and still");
      }
    });
  }

  @Test
  @Specified({"6.7", "6.23"})
  void an_end_that_is_closed_with_unread_bytes_resets_the_other_for_good() throws IOException {
    run(() -> {
      try (UnixPair pair = Unix.pair()) {
        send(pair.first(), "unread");
        pair.second().close();
        String first = outcome(pair.first());
        for (int i = 0; i < 3; i++) {
          assertThat(outcome(pair.first())).isEqualTo(first);
        }
      }
    });
  }

  /** Systems differ in whether this is a failure, but not from one receive to the next. */
  private static String outcome(StreamSocket socket) throws IOException {
    try {
      return receive(socket);
    } catch (SocketException reset) {
      return "reset";
    }
  }

  @Test
  @Specified({"6.13", "6.14", "6.23"})
  void an_option_of_tcp_is_not_known() throws IOException {
    run(() -> {
      try (UnixPair pair = Unix.pair()) {
        assertThatThrownBy(() -> pair.first().setOption(StandardSocketOptions.TCP_NODELAY, true))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("TCP_NODELAY");
        assertThatThrownBy(() -> pair.first().option(StandardSocketOptions.TCP_NODELAY))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    });
  }

  @Test
  @Specified({"6.2", "6.23"})
  void an_end_waits_like_any_connection() throws IOException {
    run(() -> {
      try (UnixPair pair = Unix.pair()) {
        Task<String> receiving = spawn(() -> receive(pair.first()));
        untilSuspended(receiving);
        assertThatThrownBy(() -> receive(pair.first())).isInstanceOf(BusyException.class);
        receiving.cancel();
        send(pair.second(), "late");
        assertThat(receive(pair.first())).isEqualTo("late");
        int size = 10_000_000; // more than the system keeps
        Task<?> sending = spawn(() -> pair.first().writeAll(new byte[size]));
        untilSuspended(sending);
        var buffer = new byte[100_000];
        for (int left = size; left > 0; ) {
          left -= pair.second().read(buffer);
        }
        sending.join();
      }
    });
  }

  @Test
  @Specified({"6.10", "6.23"})
  void the_ends_are_closed_each_by_itself_or_both_at_once() throws IOException {
    run(() -> {
      UnixPair pair = Unix.pair();
      pair.first().close();
      assertThat(receive(pair.second())).isEqualTo("the end");
      assertThatThrownBy(() -> receive(pair.first())).isInstanceOf(SocketException.class);
      pair.close();
      pair.close();
      assertThatThrownBy(() -> receive(pair.second())).isInstanceOf(SocketException.class);
    });
  }

  @Test
  @Specified("6.23")
  void no_program_that_is_started_keeps_an_end_open() throws Exception {
    Assumptions.assumeTrue(kernel().supports(ProcessTrap.class), "the kernel starts nothing");
    run(() -> {
      try (UnixPair pair = Unix.pair();
          var child = Command.of("cat").start()) {
        pair.first().close();
        // The child lives until its input ends.
        assertThat(timeoutAfter(LIMIT, () -> receive(pair.second()))).isEqualTo("the end");
        child.input().close();
        assertThat(child.await().isSuccess()).isTrue();
      }
    });
  }
}
