package dev.gonzo.tls;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.stream.Input;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer of TLS 1.3 may ask for new keys at any time, and TLS itself answers. */
@Tag("realTime")
class NewKeysTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Asks for new keys, and says something after that. */
  private static void askForNewKeys(TlsStream stream) throws IOException {
    stream.engine().beginHandshake();
    stream.writeAll(new byte[] {7}, 0, 1);
  }

  @Test
  void one_who_only_reads_answers_too() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          Task<byte[]> reader = spawn(() -> Input.of(pair.server()).readExactly(2));
          long before = pair.pipe().left().written();
          askForNewKeys(pair.client());
          sleep(SECOND);
          assertThat(pair.pipe().left().written()).isGreaterThan(before);
          askForNewKeys(pair.client());
          assertThat(reader.join()).containsExactly(7, 7);
        });
  }

  @Test
  void one_who_asks_and_asks_and_reads_no_answer_is_not_listened_to_any_more() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          var heard = new int[1];
          Task<?> reader =
              spawn(() -> {
                while (pair.server().read(new byte[1], 0, 1) > 0) {
                  heard[0]++;
                }
              });
          var asked = new int[1];
          boolean all =
              ignoreAfter(
                  SECOND,
                  () -> {
                    for (; asked[0] < 1000; asked[0]++) {
                      askForNewKeys(pair.client());
                    }
                  });
          assertThat(all).isFalse();
          assertThat(heard[0]).isBetween(5, 100);
          // When it reads, all goes on.
          Task<?> listener = spawn(() -> pair.client().read(new byte[1], 0, 1));
          for (; asked[0] < 1000; asked[0]++) {
            askForNewKeys(pair.client());
          }
          sleep(SECOND);
          assertThat(heard[0]).isGreaterThanOrEqualTo(1000);
          listener.cancel();
          reader.cancel();
        });
  }

  @Test
  void new_keys_while_both_directions_are_full_hold_up_neither_side() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          // Several records: the last one may be sent after its write was cut off.
          var sent = new byte[40_000];
          Task<?> writer = spawn(() -> pair.server().writeAll(sent, 0, sent.length));
          Task<byte[]> reader = spawn(() -> Input.of(pair.server()).readExactly(1 + sent.length));
          sleep(SECOND);
          // It reads only when all that it writes has been read.
          boolean written =
              ignoreAfter(
                  SECOND,
                  () -> {
                    askForNewKeys(pair.client());
                    pair.client().writeAll(sent, 0, sent.length);
                  });
          assertThat(written).isTrue();
          assertThat(Input.of(pair.client()).readExactly(sent.length)).isEqualTo(sent);
          writer.join();
          assertThat(reader.join()).hasSize(1 + sent.length);
        });
  }

  @Test
  void what_is_being_written_meanwhile_arrives_as_it_was() throws Exception {
    var sent = new byte[16_000];
    new Random(1).nextBytes(sent);
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().narrowedTo(500);
          Task<?> writer = spawn(() -> pair.server().writeAll(sent, 0, sent.length));
          Task<byte[]> reader = spawn(() -> Input.of(pair.server()).readExactly(2));
          sleep(SECOND);
          askForNewKeys(pair.client());
          askForNewKeys(pair.client());
          sleep(SECOND);
          assertThat(Input.of(pair.client()).readExactly(sent.length)).isEqualTo(sent);
          writer.join();
          assertThat(reader.join()).containsExactly(7, 7);
        });
  }
}
