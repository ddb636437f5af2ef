package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.IdleException;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.stream.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An idle limit on a TCP connection, on a clock that the test sets, so that the test never waits in
 * real time.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class IdleConnectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** More bytes than the system buffers for a peer that does not read. */
  private static final int MUCH = 64 << 20;

  private final SetClock clock = new SetClock();
  private int received;

  /** The body of a test, with both ends of a connection; the first has the idle limit. */
  private interface Talk {
    void over(ByteStream limited, Socket peer) throws Exception;
  }

  private void connected(String kernel, Talk talk) throws Exception {
    Assumptions.assumeTrue(
        Kernels.whyUnavailable(kernel).isEmpty(), kernel + " does not work here");
    run(
        Kernels.of(kernel, clock),
        () -> {
          try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
            Task<Socket> accepting = spawn(listener::accept);
            Socket client = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
            try (ByteStream limited = Streams.withIdleLimit(client, LIMIT);
                Socket peer = accepting.join()) {
              talk.over(limited, peer);
            }
          }
        });
  }

  private void pass(int seconds) {
    clock.forward(Duration.ofSeconds(seconds).toNanos());
    for (int i = 0; i < 200; i++) { // lets the other tasks run and the kernel poll its devices
      yieldNow();
    }
  }

  private static void untilSuspended(Task<?> task) {
    while (task.state() != TaskState.SUSPENDED) {
      yieldNow();
    }
  }

  private Task<Throwable> reading(ByteStream limited) {
    return spawn(() ->
        catchThrowable(() -> {
          while (limited.read(new byte[1], 0, 1) > 0) {
            received++;
          }
        }));
  }

  private static Task<Throwable> writing(ByteStream limited) {
    return spawn(() -> catchThrowable(() -> limited.writeAll(new byte[MUCH])));
  }

  private void send(Socket peer) throws IOException {
    int before = received;
    peer.writeAll(new byte[1]);
    while (received == before) {
      yieldNow();
    }
  }

  /**
   * Advances the clock until the operation has ended. Once may be too little, because bytes that
   * are on their way to the peer may still move and restart the limit.
   */
  private Throwable cutOff(Task<Throwable> operation) {
    while (operation.outcome().isEmpty()) {
      pass(31);
    }
    return operation.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_peer_that_sends_nothing_for_that_long_is_cut_off(String kernel) throws Exception {
    connected(
        kernel,
        (limited, peer) -> {
          Task<Throwable> reader = reading(limited);
          untilSuspended(reader);
          for (int i = 0; i < 4; i++) {
            pass(29);
            send(peer);
          }
          pass(29);
          assertThat(reader.outcome()).isEmpty();
          pass(1);
          assertThat(reader.join()).isInstanceOf(IdleException.class);
          assertThat(received).isEqualTo(4);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_peer_that_takes_nothing_is_cut_off_and_has_each_byte_that_was_given(String kernel)
      throws Exception {
    connected(
        kernel,
        (limited, peer) -> {
          Throwable idle = cutOff(writing(limited));
          assertThat(idle).isInstanceOf(IdleException.class);
          limited.close();
          long all = 0;
          var buffer = new byte[1 << 16];
          for (int count; (count = peer.read(buffer)) > 0; ) {
            all += count;
          }
          assertThat(all).isPositive().isLessThan(MUCH);
          assertThat(PartialTransferException.bytes(idle)).hasValue(all);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_peer_that_sends_and_takes_nothing_is_not_idle(String kernel) throws Exception {
    connected(
        kernel,
        (limited, peer) -> {
          Task<Throwable> writer = writing(limited);
          Task<Throwable> reader = reading(limited);
          untilSuspended(writer);
          for (int i = 0; i < 5; i++) {
            send(peer);
            pass(20);
            assertThat(writer.outcome()).isEmpty();
            assertThat(reader.outcome()).isEmpty();
          }
          assertThat(cutOff(writer)).isInstanceOf(IdleException.class);
          assertThat(cutOff(reader)).isInstanceOf(IdleException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_half_closed_connection_ends_its_reads_and_limits_its_writes(String kernel)
      throws Exception {
    connected(
        kernel,
        (limited, peer) -> {
          peer.shutdownOutput();
          assertThat(limited.read(new byte[1], 0, 1)).isEqualTo(-1);
          pass(3600); // nothing reads or writes
          limited.writeAll(new byte[] {1});
          assertThat(peer.read(new byte[10])).isEqualTo(1);
          assertThat(cutOff(writing(limited))).isInstanceOf(IdleException.class);
        });
  }
}
