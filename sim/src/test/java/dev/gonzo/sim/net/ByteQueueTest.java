package dev.gonzo.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteQueueTest {
  @Test
  void bytes_leave_in_the_order_in_which_they_came() {
    var random = new Random(1);
    var queue = new ByteQueue();
    var expected = new ArrayDeque<Byte>();
    for (int i = 0; i < 2_000; i++) {
      var added = new byte[random.nextInt(1_000)];
      random.nextBytes(added);
      queue.add(added, 0, added.length);
      for (byte one : added) {
        expected.add(one);
      }
      int skip = random.nextInt(queue.size() + 1);
      assertThat(queue.copy(skip, queue.size() - skip)).hasSize(queue.size() - skip);
      var taken = ByteBuffer.allocate(random.nextInt(1_100));
      int count = queue.take(taken);
      assertThat(count).isEqualTo(Math.min(taken.capacity(), expected.size()));
      for (byte one : taken.flip().array()) {
        if (count-- > 0) {
          assertThat(one).isEqualTo(expected.remove());
        }
      }
      assertThat(queue.size()).isEqualTo(expected.size());
    }
  }
}
