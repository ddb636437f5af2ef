package dev.gonzo.tck.loop;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Streams, cancelled at every checkpoint: no byte is lost, and none comes twice. */
class StreamsCancelledTest {
  private static final String TEXT = "one\ntwo words\n0123456789\n\nthe end";

  private static final CancelEverywhere EVERYWHERE =
      CancelEverywhere.on(() -> Kernels.of("none", new VirtualClock()));

  /** Some bytes at a time, each after a wait. */
  private static final class Slowly {
    private int next;

    int read(byte[] buffer, int offset, int length) {
      sleep(ofMillis(1));
      byte[] text = TEXT.getBytes(UTF_8);
      int count = Math.min(Math.min(length, 4), text.length - next);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(text, next, buffer, offset, count);
      next += count;
      return count;
    }
  }

  @Test
  // docs/edges.md: F9
  void what_was_read_and_what_is_left_are_all_of_it() {
    int runs =
        EVERYWHERE.check(() ->
            new Scenario() {
              private final Input input = Input.of(new Slowly()::read);
              private final StringBuilder read = new StringBuilder();

              @Override
              public void run() throws IOException {
                read.append(input.readLine()).append('\n');
                read.append(new String(input.readExactly(4), UTF_8));
                byte[] words = input.readUntil((byte) '\n');
                read.append(new String(words, UTF_8)).append('\n');
                read.append(input.readLine()).append('\n');
                read.append(input.readLine()).append('\n');
                read.append(new String(input.readAll(100), UTF_8));
              }

              @Override
              public void check() throws IOException {
                read.append(new String(input.readAll(100), UTF_8));
                assertThat(read).hasToString(TEXT);
              }
            });
    assertThat(runs).isGreaterThan(40);
  }

  @Test
  void what_was_copied_and_what_is_left_are_all_of_it() {
    EVERYWHERE.check(() ->
        new Scenario() {
          private final Input input = Input.of(new Slowly()::read);
          private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
          private final Output output = Output.of(this::take);

          private int take(byte[] bytes, int offset, int length) {
            sleep(ofMillis(1));
            int count = Math.min(length, 3);
            taken.write(bytes, offset, count);
            return count;
          }

          @Override
          public void run() throws IOException {
            input.copyTo(output);
            output.flush();
          }

          @Override
          public void check() throws IOException {
            output.flush();
            input.copyTo(output);
            output.flush();
            assertThat(taken.toString(UTF_8)).isEqualTo(TEXT);
          }
        });
  }
}
