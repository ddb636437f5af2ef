package dev.gonzo.stream;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One limit for both directions of a stream, in virtual time. */
class IdleLimitTest {
  private static final Duration LIMIT = ofSeconds(30);

  /**
   * A stream whose other side puts bytes into {@code in}, one for each read, and takes them from
   * {@code out}.
   */
  private static final class Memory implements ByteStream {
    final Queue<Byte> in = Queue.unbounded();
    final Queue<Byte> out = Queue.bounded(1);
    boolean closed;
    boolean ended;

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (ended) {
        return -1;
      }
      buffer[offset] = in.get();
      return 1;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
      out.put(bytes[offset]);
      return 1;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Memory memory = new Memory();
  private final ByteStream stream = Streams.withIdleLimit(memory, LIMIT);

  private int readByte() throws IOException {
    byte[] buffer = new byte[1];
    assertThat(stream.read(buffer, 0, 1)).isEqualTo(1);
    return buffer[0];
  }

  @Test
  void nothing_moves_and_a_read_is_cut_off() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(this::readByte)
          .isInstanceOf(IdleException.class)
          .hasMessage(
              "no byte has moved in either direction for PT30S: the peer is gone or hangs, or the"
                  + " idle limit is too short for it")
          .satisfies(idle -> {
            assertThat(StreamFailureException.isOf(idle, stream)).isTrue();
            assertThat(StreamFailureException.isOf(idle, memory)).isTrue();
          });
      assertThat(Moment.now().sinceOrigin()).isEqualTo(LIMIT);
    });
  }

  @Test
  void what_was_cut_off_stays_so_until_it_is_closed() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(this::readByte).isInstanceOf(IdleException.class);
      memory.in.put((byte) 1);
      assertThatThrownBy(this::readByte).isInstanceOf(IdleException.class);
      assertThatThrownBy(() -> stream.writeAll(new byte[1])).isInstanceOf(IdleException.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(LIMIT);
      assertThat(memory.in.size()).isEqualTo(1);
      assertThat(memory.closed).isFalse();
      stream.close();
      assertThat(memory.closed).isTrue();
    });
  }

  @Test
  void writes_that_go_on_keep_a_read_alive() throws Exception {
    inVirtualTime(() -> {
      Task<?> reader = spawn(this::readByte);
      for (int i = 0; i < 5; i++) {
        sleep(ofSeconds(20));
        stream.writeAll(new byte[1]);
        memory.out.get();
      }
      assertThat(reader.awaitEnd()).isInstanceOf(Outcome.Failure.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(130));
    });
  }

  @Test
  void reads_that_go_on_keep_a_write_alive() throws Exception {
    inVirtualTime(() -> {
      Task<Throwable> writer = spawn(() -> catchThrowable(() -> stream.writeAll(new byte[3])));
      Task<?> reader = spawn(() -> catchThrowable(this::readTwenty));
      for (int i = 0; i < 5; i++) {
        sleep(ofSeconds(20));
        memory.in.put((byte) i);
      }
      Throwable cutOff = writer.join();
      assertThat(cutOff).isInstanceOf(IdleException.class);
      assertThat(PartialTransferException.bytes(cutOff)).hasValue(1);
      assertThat(reader.join()).isInstanceOf(IdleException.class).isNotSameAs(cutOff);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(130));
    });
  }

  private void readTwenty() throws IOException {
    for (int i = 0; i < 20; i++) {
      int _ = readByte();
    }
  }

  @Test
  void a_read_that_waited_again_gets_the_next_byte() throws Exception {
    inVirtualTime(() -> {
      Task<Integer> reader = spawn(this::readByte);
      sleep(ofSeconds(20));
      stream.writeAll(new byte[1]);
      sleep(ofSeconds(25)); // the read has waited for longer than the limit
      memory.in.put((byte) 7);
      memory.in.put((byte) 8);
      assertThat(reader.join()).isEqualTo(7);
      assertThat(readByte()).isEqualTo(8);
    });
  }

  @Test
  void time_in_which_nothing_reads_or_writes_does_not_count() throws Exception {
    inVirtualTime(() -> {
      memory.in.put((byte) 1);
      assertThat(readByte()).isEqualTo(1);
      sleep(ofSeconds(3600));
      memory.in.put((byte) 2);
      assertThat(readByte()).isEqualTo(2);
      sleep(ofSeconds(3600));
      assertThatThrownBy(this::readByte).isInstanceOf(IdleException.class);
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(7230));
    });
  }

  @Test
  void an_end_and_a_cancellation_pass_through() throws Exception {
    inVirtualTime(() -> {
      Task<?> reader = spawn(this::readByte);
      yieldNow();
      reader.cancel();
      assertThat(reader.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      memory.ended = true;
      assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(-1);
    });
  }

  @Test
  void a_limit_is_more_than_zero() {
    assertThatThrownBy(() -> Streams.withIdleLimit(memory, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an idle limit must be greater than zero, got PT0S");
  }

  @Test
  void a_limit_may_be_as_long_as_a_duration_is() throws Exception {
    inVirtualTime(() -> {
      ByteStream patient = Streams.withIdleLimit(memory, ofSeconds(Long.MAX_VALUE));
      memory.in.put((byte) 1);
      assertThat(patient.read(new byte[1], 0, 1)).isEqualTo(1);
    });
  }
}
