package dev.gonzo.tls;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cancelled wherever it can be: no byte is lost, none comes twice, and nothing stays open. */
@Tag("realTime")
class CancelledTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Certificates certificates;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
  }

  private static byte[] bytes(int seed, int count) {
    var bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  // docs/edges.md: F14
  void a_handshake_that_is_cancelled_anywhere_leaves_nothing_open() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new Scenario() {
                  private final MemoryStreams pipe = MemoryStreams.of(300);

                  @Override
                  public void run() throws IOException {
                    Task<?> server =
                        spawn(() -> {
                          try (var _ = Tls.server(pipe.left(), certificates.server("localhost"))) {
                            sleep(SECOND);
                          }
                        });
                    try (var _ = Tls.client(pipe.right(), "localhost", certificates.client())) {
                      sleep(SECOND);
                    } catch (IOException other) {
                      // It was the server that was cancelled.
                    } finally {
                      server.cancel();
                    }
                  }

                  @Override
                  public void check() {
                    assertThat(pipe.left().isClosed()).isTrue();
                    assertThat(pipe.right().isClosed()).isTrue();
                  }
                });
    assertThat(runs).isGreaterThan(60);
  }

  /** One task reads, one writes, and the peer sends back what comes, through a narrow pipe. */
  private static final class Exchange implements Scenario {
    private static final byte[] SENT = bytes(1, 900);

    private final Pair pair;
    private final Task<?> server;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final ByteArrayOutputStream back = new ByteArrayOutputStream();

    Exchange() throws IOException {
      pair = Pair.over(MemoryStreams.of(5000));
      pair.pipe().narrowedTo(100);
      server = spawn(() -> Serving.echo(pair.server()));
    }

    @Override
    public void run() throws Exception {
      Task<?> writer = spawn(this::writeAll);
      try {
        var buffer = new byte[170];
        while (back.size() < SENT.length) {
          back.write(buffer, 0, pair.client().read(buffer, 0, buffer.length));
        }
        writer.join();
      } finally {
        writer.cancel();
      }
    }

    private void writeAll() throws IOException {
      while (taken.size() < SENT.length) {
        int start = taken.size();
        int count = pair.client().write(SENT, start, Math.min(300, SENT.length - start));
        taken.write(SENT, start, count);
      }
    }

    @Override
    public void check() throws Exception {
      // Goes on where it was cancelled: what was taken arrives once, what was not never did.
      Task<?> writer =
          spawn(() -> {
            writeAll();
            pair.client().shutdownOutput();
          });
      back.writeBytes(Input.of(pair.client()).readExactly(SENT.length - back.size()));
      writer.join();
      server.join();
      assertThat(back.toByteArray()).isEqualTo(SENT);
      Task<?> closing = spawn(() -> pair.server().close());
      assertThat(pair.client().read(new byte[1], 0, 1)).isEqualTo(-1);
      pair.client().close();
      closing.join();
      assertThat(pair.pipe().left().isClosed()).isTrue();
      assertThat(pair.pipe().right().isClosed()).isTrue();
    }
  }

  private static Exchange exchange() {
    try {
      return new Exchange();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  // docs/edges.md: F14
  void an_exchange_that_is_cancelled_anywhere_goes_on_where_it_was() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(CancelledTest::exchange);
    assertThat(runs).isGreaterThan(60);
  }

  @Test
  void a_flush_that_is_cut_off_is_gone_on_with() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          byte[] sent = bytes(2, 100_000);
          var output = Output.of(pair.client());
          Task<byte[]> reader =
              spawn(() -> {
                var all = new ByteArrayOutputStream();
                for (var some = new byte[300]; ; ) {
                  sleep(Duration.ofMillis(1));
                  int count = pair.server().read(some, 0, some.length);
                  if (count < 0) {
                    return all.toByteArray();
                  }
                  all.write(some, 0, count);
                }
              });
          int done = 0;
          int cuts = 0;
          while (done < sent.length) {
            int from = done;
            try {
              timeoutAfter(
                  Duration.ofMillis(7), () -> output.writeAll(sent, from, sent.length - from));
              done = sent.length;
            } catch (DeadlineExceededException cut) {
              done += (int) PartialTransferException.bytes(cut.getCause()).orElseThrow();
              assertThat(cuts++).as("times cut off").isLessThan(1000);
            }
          }
          while (!ignoreAfter(Duration.ofMillis(3), output::flush)) {
            cuts++;
          }
          assertThat(cuts).isGreaterThan(5);
          output.close();
          assertThat(Arrays.equals(reader.join(), sent)).isTrue();
        });
  }

  @Test
  void what_a_cut_off_write_has_taken_is_sent_although_nobody_writes_any_more() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          byte[] sent = bytes(3, 3000);
          // Encrypted at once, and longer in coming than we wait.
          assertThat(ignoreAfter(SECOND, () -> pair.client().write(sent, 0, 3000)).get())
              .isEqualTo(3000);
          assertThat(Input.of(pair.server()).readExactly(3000)).isEqualTo(sent);
        });
  }

  @Test
  void a_cancellation_that_comes_too_late_for_a_write_comes_next() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          var taken = new int[1];
          Task<?> writer =
              spawn(() -> {
                taken[0] = pair.client().write(new byte[3000], 0, 3000);
                sleep(SECOND);
                taken[0] = -1;
              });
          sleep(SECOND);
          writer.cancel();
          assertThat(taken[0]).isEqualTo(3000);
          assertThatThrownBy(writer::join).hasCauseInstanceOf(Cancelled.class);
        });
  }

  @Test
  void a_task_that_is_being_cancelled_says_farewell_all_the_same() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          Task<?> closing =
              spawn(() -> {
                try (var _ = pair.client()) {
                  withoutCancellation(() -> sleep(SECOND.multipliedBy(2)));
                }
              });
          sleep(SECOND);
          closing.cancel();
          assertThat(pair.pipe().right().isClosed()).isTrue();
          assertThat(pair.server().read(new byte[1], 0, 1)).isEqualTo(-1);
        });
  }

  @Test
  void what_the_peer_never_reads_is_told_by_close() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          assertThat(ignoreAfter(SECOND, () -> pair.client().write(new byte[3000], 0, 3000)).get())
              .isEqualTo(3000);
          // There is no room for more until that has gone: it is not gathered here.
          assertThat(
                  ignoreAfter(SECOND, () -> pair.client().write(new byte[3000], 0, 3000)).isEmpty())
              .isTrue();
          assertThatThrownBy(() -> pair.client().close())
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("before the peer has read all");
          assertThat(pair.pipe().right().isClosed()).isTrue();
        });
  }

  @Test
  void a_write_during_which_its_group_fails_has_happened_and_the_failure_comes_next()
      throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          int[] taken = {0};
          assertThatThrownBy(
                  () -> {
                    try (var group = TaskGroup.open()) {
                      group.spawn(() -> {
                        sleep(SECOND);
                        throw new IOException("no more");
                      });
                      taken[0] = pair.client().write(bytes(1, 3000), 0, 3000);
                      sleep(SECOND);
                    }
                  })
              .isInstanceOf(TaskFailedException.class);
          assertThat(taken).containsExactly(3000);
          assertThat(Input.of(pair.server()).readExactly(3000)).isEqualTo(bytes(1, 3000));
        });
  }

  @Test
  void a_write_that_ends_by_a_fault_below_is_not_gone_on_with() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().right().failNextWrite(new IllegalStateException("a fault"));
          assertThatThrownBy(() -> pair.client().write(new byte[3000], 0, 3000))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("a fault");
          assertThatThrownBy(() -> pair.client().write(new byte[1], 0, 1))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("was cut off");
          byte[] said = bytes(4, 10);
          pair.server().writeAll(said, 0, 10);
          assertThat(Input.of(pair.client()).readExactly(10)).isEqualTo(said);
        });
  }

  /** What is reported meanwhile. */
  private static final class Warnings extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      messages.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void a_write_that_is_cancelled_again_and_again_swallows_nothing() throws Exception {
    var warnings = new Warnings();
    Logger logger = Logger.getLogger("dev.gonzo");
    logger.addHandler(warnings);
    try {
      run(
          VirtualTime.kernel(),
          () -> {
            Pair pair = Pair.over(MemoryStreams.of(5000));
            Task<?> writer =
                spawn(() -> {
                  try (var client = pair.client()) {
                    while (true) { // nobody reads, and so it waits sooner or later
                      int _ = client.write(bytes(1, 3000), 0, 3000);
                    }
                  }
                });
            sleep(SECOND);
            assertThat(writer.requestCancel("first")).isTrue();
            while (writer.outcome().isEmpty()) {
              sleep(Duration.ofMillis(10));
              writer.requestCancel("again");
            }
            assertThat(writer.outcome().orElseThrow())
                .isInstanceOfSatisfying(
                    Outcome.Cancellation.class,
                    end -> assertThat(end.cancelled().reason()).isEqualTo("first"));
            pair.server().close();
          });
    } finally {
      logger.removeHandler(warnings);
    }
    assertThat(warnings.messages).noneMatch(told -> told.contains("swallowed"));
  }
}
