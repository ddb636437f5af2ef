package dev.gonzo.testing;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.stream.Input;
import dev.gonzo.trap.BrokenPipeException;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class MemoryStreamsTest {
  private static final byte[] TEXT = "abcdefgh".getBytes(US_ASCII);

  private static byte[] readAll(MemoryStream from) throws IOException {
    var input = Input.of(from);
    var all = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[3];
    for (int count = input.read(buffer, 0, 3); count >= 0; count = input.read(buffer, 0, 3)) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  @Test
  void each_end_reads_what_the_other_writes_also_through_a_narrow_stream() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(100).narrowedTo(2);
      Task<byte[]> there = spawn(() -> readAll(streams.right()));
      streams.left().writeAll(TEXT);
      streams.right().writeAll(TEXT, 0, 1);
      streams.left().close();
      assertThat(there.join()).isEqualTo(TEXT);
      assertThat(streams.left().written()).isEqualTo(TEXT.length);
      assertThat(streams.right().read()).isEqualTo(TEXT.length);
    });
  }

  @Test
  void a_writer_waits_for_room_and_a_reader_for_bytes() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(4);
      Task<?> writer = spawn(() -> streams.left().writeAll(TEXT));
      sleep(ofMillis(1));
      assertThat(writer.outcome()).isEmpty();
      byte[] buffer = new byte[8];
      assertThat(streams.right().read(buffer, 0, 8)).isEqualTo(4);
      assertThat(streams.right().read(buffer, 4, 4)).isEqualTo(4);
      writer.join();
      assertThat(buffer).isEqualTo(TEXT);
      Task<Integer> reader = spawn(() -> streams.right().read(buffer, 0, 8));
      sleep(ofMillis(1));
      assertThat(reader.outcome()).isEmpty();
      streams.left().writeAll(TEXT, 0, 1);
      assertThat(reader.join()).isOne();
    });
  }

  @Test
  void after_a_close_there_is_the_rest_and_then_the_end() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(10);
      streams.left().writeAll(TEXT, 0, 2);
      streams.left().close();
      streams.left().close();
      assertThat(streams.left().isClosed()).isTrue();
      byte[] buffer = new byte[10];
      assertThat(streams.right().read(buffer, 0, 10)).isEqualTo(2);
      assertThat(streams.right().read(buffer, 0, 10)).isEqualTo(-1);
      assertThatThrownBy(() -> streams.right().writeAll(TEXT))
          .isInstanceOf(BrokenPipeException.class);
      assertThatThrownBy(() -> streams.left().writeAll(TEXT)).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> streams.left().read(buffer, 0, 1))
          .isInstanceOf(SocketException.class);
      streams.close();
      assertThat(streams.right().isClosed()).isTrue();
    });
  }

  @Test
  void a_close_wakes_a_reader_and_a_writer_of_both_ends() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(1);
      byte[] buffer = new byte[1];
      Task<Integer> there = spawn(() -> streams.right().read(buffer, 0, 1));
      Task<Integer> here = spawn(() -> streams.left().read(buffer, 0, 1));
      streams.right().writeAll(TEXT, 0, 1);
      assertThat(here.join()).isOne();
      streams.right().writeAll(TEXT, 0, 1);
      Task<?> full = spawn(() -> streams.right().writeAll(TEXT, 0, 1));
      sleep(ofMillis(1));
      streams.left().close();
      assertThat(there.join()).isEqualTo(-1);
      assertThat(full.awaitEnd().toString()).contains("BrokenPipeException");
    });
  }

  @Test
  void it_fails_and_corrupts_on_request_once() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(10);
      var reset = new IOException("connection reset");
      streams.left().failNextWrite(reset);
      assertThatThrownBy(() -> streams.left().writeAll(TEXT)).isSameAs(reset);
      var fault = new IllegalStateException("a fault");
      streams.left().failNextWrite(fault);
      assertThatThrownBy(() -> streams.left().writeAll(TEXT)).isSameAs(fault);
      streams.left().corruptNextWrite();
      streams.left().writeAll(TEXT, 0, 2);
      streams.left().writeAll(TEXT, 0, 1);
      byte[] buffer = new byte[3];
      assertThat(streams.right().read(buffer, 0, 3)).isEqualTo(3);
      assertThat(new String(buffer, US_ASCII)).isEqualTo("aca");
    });
    assertThatThrownBy(
            () -> MemoryStreams.of(1).left().failNextWrite(new InterruptedException("checked")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void two_readers_and_two_writers_are_refused() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(1);
      byte[] buffer = new byte[1];
      Task<?> reader = spawn(() -> streams.left().read(buffer, 0, 1));
      Task<?> writer = spawn(() -> streams.left().writeAll(TEXT));
      sleep(ofMillis(1));
      assertThatThrownBy(() -> streams.left().read(buffer, 0, 1)).isInstanceOf(BusyException.class);
      assertThatThrownBy(() -> streams.left().write(buffer, 0, 1))
          .isInstanceOf(BusyException.class);
      reader.cancel();
      writer.cancel();
      streams.right().writeAll(buffer);
      assertThat(streams.left().read(buffer, 0, 1)).isOne();
    });
  }

  @Test
  void sizes_and_ranges_are_checked() {
    assertThatThrownBy(() -> MemoryStreams.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MemoryStreams.of(2).narrowedTo(3))
        .isInstanceOf(IllegalArgumentException.class);
    inVirtualTime(() -> {
      var left = MemoryStreams.of(2).left();
      assertThatThrownBy(() -> left.read(TEXT, 5, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> left.write(TEXT, -1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      try {
        assertThat(left.read(TEXT, 0, 0)).isZero();
        assertThat(left.write(TEXT, 0, 0)).isZero();
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
    });
  }

  @Test
  void a_close_outside_every_kernel_is_refused_and_changes_nothing() {
    var streams = MemoryStreams.of(1);
    assertThatThrownBy(streams::close).isInstanceOf(OutsideKernelException.class);
    assertThat(streams.left().isClosed()).isFalse();
  }
}
