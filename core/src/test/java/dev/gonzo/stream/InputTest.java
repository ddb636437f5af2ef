package dev.gonzo.stream;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.BusyException;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.TaskFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class InputTest {
  /** Bytes that come in pieces, each a millisecond after the one before. */
  private static final class Pieces implements ByteSource {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private boolean closed;

    Pieces(String... pieces) {
      for (String piece : pieces) {
        this.pieces.add(piece.getBytes(UTF_8));
      }
    }

    static Pieces of(byte[] bytes, Random random) {
      var pieces = new Pieces();
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(40)));
        pieces.pieces.add(java.util.Arrays.copyOfRange(bytes, from, to));
        from = to;
      }
      return pieces;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      sleep(ofMillis(1));
      byte[] piece = pieces.poll();
      if (piece == null) {
        return -1;
      }
      int count = Math.min(length, piece.length);
      System.arraycopy(piece, 0, buffer, offset, count);
      if (count < piece.length) {
        pieces.addFirst(java.util.Arrays.copyOfRange(piece, count, piece.length));
      }
      return count;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Takes a few bytes at a time. */
  private static final class Slow implements ByteSink {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private boolean closed;

    @Override
    public int write(byte[] bytes, int offset, int length) {
      sleep(ofMillis(1));
      int count = Math.min(length, 3);
      taken.write(bytes, offset, count);
      return count;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public String toString() {
      return taken.toString(UTF_8);
    }
  }

  @Test
  void lines_end_with_a_line_feed_or_both_and_the_last_one_needs_none() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("one\r", "\ntw", "o\n\n", "\r\nlast"));
      assertThat(input.lines()).containsExactly("one", "two", "", "", "last");
      assertThat(input.readLine()).isNull();
      assertThat(input.readLine()).isNull();
    });
  }

  @Test
  void characters_that_are_cut_between_two_pieces_come_out_whole() throws Exception {
    byte[] text = "grüß dich, 世界 🌍\nzweite\n".getBytes(UTF_8);
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      inVirtualTime(() ->
          assertThat(Input.of(Pieces.of(text, random)).lines())
              .containsExactly("grüß dich, 世界 🌍", "zweite"));
    }
  }

  @Test
  void however_the_bytes_are_cut_the_same_comes_out() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      var random = new Random(seed);
      var written = new ByteArrayOutputStream();
      var expected = new ArrayList<byte[]>();
      inVirtualTime(() -> {
        var output =
            Output.of((bytes, offset, length) -> {
              written.write(bytes, offset, length);
              return length;
            });
        for (int i = 0; i < 50; i++) {
          byte[] piece = new byte[random.nextInt(random.nextInt(5) == 0 ? 20_000 : 50)];
          random.nextBytes(piece);
          expected.add(piece);
          output.writeFrame(piece, 4);
        }
        output.close();
        var input = Input.of(Pieces.of(written.toByteArray(), random));
        for (byte[] piece : expected) {
          assertThat(input.readFrame(4)).isEqualTo(piece);
        }
        assertThat(input.readFrame(4)).isNull();
      });
    }
  }

  @Test
  // docs/edges.md: F9
  void what_a_cancelled_read_had_is_there_for_the_next() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("a", "b", "c", "d\n", "e", "f"));
      assertThat(ignoreAfter(ofMillis(2), input::readLine).isEmpty()).isTrue();
      assertThat(ignoreAfter(ofMillis(1), () -> input.readExactly(5)).isEmpty()).isTrue();
      assertThat(input.readLine()).isEqualTo("abcd");
      assertThat(ignoreAfter(ofMillis(1), () -> input.readAll(100)).isEmpty()).isTrue();
      assertThat(input.readAll(100)).isEqualTo("ef".getBytes(UTF_8));
    });
  }

  @Test
  void what_was_read_ahead_is_counted_and_given_back() throws Exception {
    inVirtualTime(() -> {
      var source = new Pieces("upgrade\nfirst of the next", " protocol");
      var input = Input.of(source);
      assertThat(input.buffered()).isZero();
      assertThat(input.takeBuffered()).isEmpty();
      assertThat(input.readLine()).isEqualTo("upgrade");
      assertThat(input.buffered()).isEqualTo("first of the next".length());
      assertThat(input.takeBuffered()).isEqualTo("first of the next".getBytes(UTF_8));
      assertThat(input.buffered()).isZero();
      assertThat(input.readAll(100)).isEqualTo(" protocol".getBytes(UTF_8));
    });
  }

  @Test
  void a_sink_takes_a_whole_array() throws Exception {
    inVirtualTime(() -> {
      var written = new StringBuilder();
      ByteSink slow =
          (bytes, offset, _) -> {
            written.append((char) bytes[offset]);
            return 1;
          };
      slow.writeAll("whole".getBytes(UTF_8));
      assertThat(written).hasToString("whole");
    });
  }

  @Test
  void an_end_in_the_middle_says_how_much_there_was_and_leaves_it() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("abc"));
      assertThatThrownBy(() -> input.readExactly(5))
          .isInstanceOfSatisfying(
              EndOfInputException.class, end -> assertThat(end.bytes()).isEqualTo(3))
          .hasMessage("the input ended in 5 bytes, after 3 bytes of it");
      assertThatThrownBy(() -> input.readUntil((byte) ';')).isInstanceOf(EndOfInputException.class);
      assertThatThrownBy(() -> input.readFrame(4)).isInstanceOf(EndOfInputException.class);
      assertThat(input.readExactly(3)).isEqualTo("abc".getBytes(UTF_8));
    });
  }

  @Test
  void pieces_end_with_their_delimiter_also_when_it_is_cut() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("on", "e-", "-", "two---three-", "-"));
      byte[] delimiter = {'-', '-'};
      assertThat(input.readUntil(delimiter)).asString(UTF_8).isEqualTo("one");
      assertThat(input.readUntil(delimiter)).asString(UTF_8).isEqualTo("two");
      assertThat(input.readUntil(delimiter)).asString(UTF_8).isEqualTo("-three");
      assertThat(input.readUntil(delimiter)).isNull();
      assertThatThrownBy(() -> input.readUntil()).isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void a_line_without_an_end_is_refused_at_the_limit_and_memory_stays_bounded() throws Exception {
    inVirtualTime(() -> {
      long[] offered = new long[1];
      var input =
          Input.of((buffer, offset, length) -> {
            yieldNow();
            java.util.Arrays.fill(buffer, offset, offset + length, (byte) 'x');
            offered[0] += length;
            return length;
          });
      assertThatThrownBy(input::readLine)
          .isInstanceOfSatisfying(
              LimitExceededException.class, tooLong -> assertThat(tooLong.limit()).isEqualTo(65536))
          .hasMessageContaining("a line is longer than 65536 bytes");
      assertThat(offered[0]).isLessThan(300_000);
      for (int attempt = 0; attempt < 1000; attempt++) {
        assertThatThrownBy(input::readLine).isInstanceOf(LimitExceededException.class);
      }
      assertThat(offered[0]).isLessThan(300_000);
      assertThatThrownBy(() -> input.readAll(1_000_000)).isInstanceOf(LimitExceededException.class);
      assertThat(offered[0]).isLessThan(5_000_000);
    });
  }

  @Test
  void a_frame_that_claims_to_be_huge_is_refused_before_anything_is_read_for_it() throws Exception {
    inVirtualTime(() -> {
      byte[] claims = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2};
      var input = Input.of(Pieces.of(claims, new Random(1)));
      assertThatThrownBy(() -> input.readFrame(4)).isInstanceOf(LimitExceededException.class);
      byte[] negative = {(byte) 0xff, 0, 0, 0, 0, 0, 0, 0};
      assertThatThrownBy(() -> Input.of(Pieces.of(negative, new Random(1))).readFrame(8))
          .isInstanceOf(LimitExceededException.class);
      var small = Input.of(new Pieces("\3abc")).withLimit(2);
      assertThatThrownBy(() -> small.readFrame(1)).isInstanceOf(LimitExceededException.class);
      assertThatThrownBy(() -> small.readFrame(3)).isInstanceOf(IllegalArgumentException.class);
    });
    assertThatThrownBy(
            () -> inVirtualTime(() -> Output.of(new Slow()).writeFrame(new byte[256], 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_no_text_is_reported_replaced_or_left_out_as_asked() throws Exception {
    byte[] broken = {'a', (byte) 0xff, 'b', '\n'};
    inVirtualTime(() -> {
      assertThatThrownBy(() -> Input.of(Pieces.of(broken, new Random(1))).readLine())
          .isInstanceOf(CharacterCodingException.class);
      assertThatThrownBy(() -> Input.of(Pieces.of(broken, new Random(1))).lines().iterator().next())
          .isInstanceOf(UncheckedIOException.class);
      assertThat(
              Input.of(Pieces.of(broken, new Random(1)))
                  .withCharset(UTF_8, CodingErrorAction.REPLACE)
                  .readLine())
          .isEqualTo("a\ufffdb");
      assertThat(
              Input.of(Pieces.of(broken, new Random(1)))
                  .withCharset(ISO_8859_1, CodingErrorAction.REPORT)
                  .readLine())
          .isEqualTo("aÿb");
      assertThatThrownBy(() -> Input.of(new Pieces()).withCharset(UTF_16, CodingErrorAction.REPORT))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void one_task_reads_at_a_time() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("a\n"));
      var first = spawn(input::readLine);
      yieldNow();
      assertThatThrownBy(input::readLine).isInstanceOf(BusyException.class);
      assertThat(first.join()).isEqualTo("a");
    });
  }

  @Test
  void large_reads_go_past_the_buffer_and_small_ones_do_not() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("x".repeat(100_000), "y"));
      assertThat(input.read(new byte[100_000], 0, 100_000)).isEqualTo(100_000);
      var one = new byte[1];
      assertThat(input.read(one, 0, 0)).isZero();
      assertThat(input.read(one, 0, 1)).isEqualTo(1);
      assertThat(one).containsExactly('y');
      assertThat(input.read(one, 0, 1)).isEqualTo(-1);
    });
  }

  @Test
  void a_copy_that_is_cut_off_says_how_much_came_over_and_goes_on_where_it_was() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("0123456789"));
      var sink = new Slow();
      assertThatThrownBy(() -> Gonzo.timeoutAfter(ofMillis(3), () -> input.copyTo(sink)))
          .isInstanceOf(DeadlineExceededException.class)
          .cause()
          .satisfies(cut ->
              assertThat(PartialTransferException.bytes(cut)).hasValue(sink.toString().length()));
      assertThat(sink.toString()).hasSizeBetween(1, 9);
      input.copyTo(sink);
      assertThat(sink).hasToString("0123456789");
      assertThat(Streams.copy(new Pieces("ab", "c"), sink)).isEqualTo(3);
      assertThat(sink).hasToString("0123456789abc");
    });
  }

  @Test
  void an_output_gathers_until_it_is_flushed_and_a_cut_flush_goes_on() throws Exception {
    inVirtualTime(() -> {
      var sink = new Slow();
      var output = Output.of(sink);
      output.writeLine("one");
      output.writeString("two");
      assertThat(sink).hasToString("");
      assertThatThrownBy(() -> Gonzo.timeoutAfter(ofMillis(2), output::flush))
          .cause()
          .satisfies(cut -> assertThat(PartialTransferException.bytes(cut)).isPresent());
      output.writeString("!");
      output.close();
      assertThat(sink).hasToString("one\ntwo!");
      assertThat(sink.closed).isTrue();
    });
  }

  @Test
  void closing_closes_what_lies_below_also_when_the_flush_fails() throws Exception {
    inVirtualTime(() -> {
      var pieces = new Pieces();
      try (var input = Input.of(pieces)) {
        assertThat(input.readLine()).isNull();
      }
      assertThat(pieces.closed).isTrue();
      var closed = new boolean[1];
      var failing =
          new ByteSink() {
            @Override
            public int write(byte[] bytes, int offset, int length) throws IOException {
              throw new IOException("full");
            }

            @Override
            public void close() {
              closed[0] = true;
            }
          };
      assertThatThrownBy(
              () -> {
                try (var output = Output.of(failing)) {
                  output.writeString("x");
                }
              })
          .hasMessage("full");
      assertThat(closed[0]).isTrue();
    });
  }

  @Test
  void bytes_larger_than_the_buffer_are_not_copied_into_it() throws Exception {
    inVirtualTime(() -> {
      List<Integer> calls = new ArrayList<>();
      var output =
          Output.of((bytes, offset, length) -> {
            calls.add(length);
            return length;
          });
      output.writeAll(new byte[100_000]);
      assertThat(calls).containsExactly(100_000);
    });
  }

  /** Records whether two tasks use it at the same time. */
  private static final class Narrow {
    private boolean inside;
    private boolean overlapped;

    int pass(byte[] bytes, int offset, int length) {
      overlapped |= inside;
      inside = true;
      sleep(ofMillis(1));
      inside = false;
      return 1;
    }
  }

  /** One task uses up its budget, and then uses an input that another task uses too. */
  private static void assertNoOverlap(AsyncRunnable<?> use, Narrow narrow) throws Exception {
    int turnMayBeLong = 200;
    for (int checkpoints = 0; checkpoints < turnMayBeLong; checkpoints++) {
      int before = checkpoints;
      var first =
          spawn(() -> {
            for (int i = 0; i < before; i++) {
              Gonzo.checkpoint();
            }
            use.run();
          });
      var second = spawn(use);
      int refused = 0;
      for (var task : List.of(first, second)) {
        try {
          task.join();
        } catch (TaskFailedException busy) {
          assertThat(busy).hasCauseInstanceOf(BusyException.class);
          refused++;
        }
      }
      assertThat(refused).as("refused, after %d checkpoints", before).isEqualTo(1);
      assertThat(narrow.overlapped).as("overlapped, after %d checkpoints", before).isFalse();
    }
  }

  @Test
  void two_never_read_at_once_although_one_gave_up_its_turn_when_it_began() throws Exception {
    inVirtualTime(() -> {
      var narrow = new Narrow();
      var input = Input.of(narrow::pass);
      assertNoOverlap(() -> input.read(new byte[1], 0, 1), narrow);
    });
  }

  @Test
  void two_never_write_at_once_although_one_gave_up_its_turn_when_it_began() throws Exception {
    inVirtualTime(() -> {
      var narrow = new Narrow();
      var output = Output.of(narrow::pass);
      assertNoOverlap(() -> output.write(new byte[9000], 0, 9000), narrow);
    });
  }

  private static void assertRefused(String message, List<AsyncRunnable<?>> uses) {
    for (AsyncRunnable<?> use : uses) {
      assertThatThrownBy(use::run).isInstanceOf(IOException.class).hasMessage(message);
    }
  }

  @Test
  void a_closed_output_accepts_nothing_that_it_would_lose() throws Exception {
    inVirtualTime(() -> {
      var received = new ByteArrayOutputStream();
      var output =
          Output.of((bytes, offset, length) -> {
            received.write(bytes, offset, length);
            return length;
          });
      output.writeLine("one");
      output.close();
      assertRefused(
          "the output is closed",
          List.of(
              () -> output.writeLine("two"),
              () -> output.writeString("two"),
              () -> output.writeString(""),
              () -> output.writeAll(new byte[1]),
              () -> output.writeAll(new byte[10_000]),
              () -> output.writeFrame(new byte[1], 4),
              output::flush));
      output.close();
      assertThat(received.toString(UTF_8)).isEqualTo("one\n");
    });
  }

  @Test
  void an_output_that_is_just_being_closed_accepts_nothing_either() throws Exception {
    inVirtualTime(() -> {
      var output =
          Output.of((_, _, length) -> {
            sleep(ofMillis(1));
            return length;
          });
      output.writeString("one");
      var closing = spawn(output::close);
      yieldNow();
      assertRefused(
          "the output is closed", List.of(() -> output.writeString("two"), output::flush));
      closing.join();
    });
  }

  @Test
  void a_closed_input_reads_nothing_not_even_what_it_has_read_ahead() throws Exception {
    inVirtualTime(() -> {
      var input = Input.of(new Pieces("a\nb\nc\n"));
      assertThat(input.readLine()).isEqualTo("a");
      input.close();
      assertRefused(
          "the input is closed",
          List.of(
              input::readLine,
              () -> input.read(new byte[1], 0, 1),
              () -> input.readExactly(1),
              () -> input.readUntil((byte) '\n'),
              () -> input.readAll(10),
              () -> input.readFrame(1),
              () -> input.copyTo((_, _, length) -> length)));
      assertThatThrownBy(() -> input.lines().iterator().hasNext())
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage("the input is closed");
      assertThat(input.takeBuffered()).isEqualTo("b\nc\n".getBytes(UTF_8));
      input.close();
    });
  }

  @Test
  void a_frame_that_no_array_can_hold_is_refused() throws Exception {
    run(() -> {
      byte[] header = {0x7f, -1, -1, -1};
      var source = new ArrayDeque<>(List.of(header));
      var input =
          Input.of(
                  (buffer, offset, length) -> {
                    byte[] piece = source.poll();
                    if (piece == null) {
                      return -1;
                    }
                    System.arraycopy(piece, 0, buffer, offset, piece.length);
                    return piece.length;
                  })
              .withLimit(Integer.MAX_VALUE);
      assertThatThrownBy(() -> input.readFrame(4)).isInstanceOf(LimitExceededException.class);
    });
  }
}
