package dev.gonzo.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import org.junit.jupiter.api.Test;

class RecordBuffersTest {
  private final RecordBuffers buffers = new RecordBuffers();

  @Test
  void a_buffer_that_was_given_back_is_used_again_from_its_beginning() {
    ByteBuffer first = buffers.allocate(4_096);
    first.putInt(1).flip();
    buffers.free(first);
    ByteBuffer second = buffers.allocate(4_096);
    assertThat(second).isSameAs(first);
    assertThat(second.position()).isZero();
    assertThat(second.limit()).isEqualTo(4_096);
  }

  @Test
  void a_buffer_in_use_is_given_to_no_one_else_and_sizes_are_not_mixed() {
    ByteBuffer small = buffers.allocate(4_096);
    ByteBuffer other = buffers.allocate(4_096);
    assertThat(other).isNotSameAs(small);
    buffers.free(small);
    assertThat(buffers.allocate(16_709).capacity()).isEqualTo(16_709);
  }

  @Test
  void a_burst_of_connections_leaves_a_bounded_number_of_buffers() {
    var used = new ArrayList<ByteBuffer>();
    for (int i = 0; i < 1_000; i++) {
      used.add(buffers.allocate(4_096));
    }
    used.forEach(buffers::free);
    var before = new IdentityHashMap<ByteBuffer, Boolean>();
    used.forEach(one -> before.put(one, true));
    int kept = 0;
    while (before.containsKey(buffers.allocate(4_096))) {
      kept++;
    }
    assertThat(kept).isBetween(1, 64);
  }
}
