package dev.gonzo.kernel.driver.linux;

import static dev.gonzo.kernel.driver.linux.Connection.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {0, 1})
class RingTest {
  private static final long LONG_ENOUGH = 5_000_000_000L;

  /**
   * The order in which the setups of a ring are tried: first the best one, then that of older
   * systems.
   */
  @Parameter int choice;

  private final SystemCalls calls = new SystemCalls();

  @BeforeEach
  void only_where_the_system_has_rings() throws Exception {
    try (var _ = Ring.open(calls, 1, 2, choice)) {
      // It has.
    } catch (UnsupportedOperationException refused) {
      assumeThat(refused.getMessage()).as("a ring").isEmpty();
    }
  }

  /** Takes all available completions. */
  private static List<Long> take(Ring ring) {
    var data = new ArrayList<Long>();
    int count = ring.completed();
    for (int i = 0; i < count; i++) {
      data.add(ring.data(i));
    }
    ring.taken(count);
    return data;
  }

  @Test
  void a_request_completes_with_its_data_and_its_result() throws Exception {
    try (var ring = Ring.open(calls, 4, 8, choice);
        var counter = EventCounter.open(calls)) {
      long data = 0x7AFE_BABE_8000_0001L;
      assertThat(ring.poll(counter.descriptor(), Epoll.EPOLLIN, data)).isTrue();
      assertThat(ring.unsubmitted()).isEqualTo(1);
      done(ring.enter(0));
      assertThat(ring.unsubmitted()).isZero();
      assertThat(ring.completed()).isZero();
      counter.signal();
      done(ring.enter(LONG_ENOUGH));
      assertThat(ring.completed()).isEqualTo(1);
      assertThat(ring.data(0)).isEqualTo(data);
      assertThat(ring.result(0)).isEqualTo(Epoll.EPOLLIN);
      assertThat(ring.flags(0) & Ring.IORING_CQE_F_MORE).isZero();
      ring.taken(1);
      assertThat(ring.completed()).isZero();
    }
  }

  @Tag("realTime")
  @Test
  void a_wait_lasts_at_least_its_time() throws Exception {
    try (var ring = Ring.open(calls, 1, 2, choice)) {
      for (long nanos : new long[] {1, 300_000, 2_500_001}) {
        long start = System.nanoTime();
        assertThat(ring.enter(nanos)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
      }
    }
  }

  @Test
  // docs/edges.md: F21
  void a_full_submission_queue_is_submitted_to_make_room() throws Exception {
    try (var ring = Ring.open(calls, 4, 256, choice);
        var counter = EventCounter.open(calls)) {
      counter.signal();
      var all = new ArrayList<Long>();
      for (long i = 0; i < 100; i++) {
        assertThat(ring.poll(counter.descriptor(), Epoll.EPOLLIN, i)).isTrue();
        assertThat(ring.unsubmitted()).isLessThanOrEqualTo(4);
        all.add(i);
      }
      done(ring.enter(0));
      assertThat(take(ring)).containsExactlyElementsOf(all);
    }
  }

  @Test
  // docs/edges.md: F21
  void completions_that_find_no_room_come_later_and_none_is_lost() throws Exception {
    try (var ring = Ring.open(calls, 2, 2, choice);
        var counter = EventCounter.open(calls)) {
      counter.signal();
      var all = new ArrayList<Long>();
      for (long i = 0; i < 100; i++) {
        assertThat(ring.poll(counter.descriptor(), Epoll.EPOLLIN, i)).isTrue();
        all.add(i);
      }
      done(ring.enter(0));
      assertThat(ring.isOverflown()).isTrue();
      assertThat(ring.wantsToBeEntered()).isTrue();
      var taken = take(ring);
      assertThat(taken).hasSize(2);
      while (ring.isOverflown()) {
        done(ring.enter(0));
        taken.addAll(take(ring));
      }
      assertThat(taken).containsExactlyElementsOf(all);
    }
  }

  @Test
  void a_cancelled_request_completes_once_and_says_so() throws Exception {
    try (var ring = Ring.open(calls, 4, 8, choice);
        var counter = EventCounter.open(calls)) {
      ring.poll(counter.descriptor(), Epoll.EPOLLIN, 7);
      ring.cancel(7, 8);
      ring.cancel(9, 10);
      done(ring.enter(0));
      assertThat(ring.completed()).isEqualTo(3);
      var results = new ArrayList<String>();
      for (int i = 0; i < 3; i++) {
        results.add(ring.data(i) + " " + (ring.result(i) == 0 ? "done" : name(ring.result(i))));
      }
      assertThat(results).containsExactlyInAnyOrder("7 ECANCELED", "8 done", "10 ENOENT");
    }
  }

  private static String name(int result) {
    return ErrorNumber.name(result);
  }

  @Test
  void another_thread_than_the_first_is_refused() throws Exception {
    try (var ring = Ring.open(calls, 1, 2, choice)) {
      var first = Thread.ofPlatform().start(() -> assertThat(ring.enter(0)).isZero());
      first.join();
      // Linux 6.1 and later; older versions ignore it.
      assertThat(ring.enter(0)).isIn(0, -ErrorNumber.EEXIST);
    }
  }

  @Test
  void after_a_close_no_memory_and_no_descriptor_is_left() throws Exception {
    long mappings = mappings();
    for (int i = 0; i < 50; i++) {
      var ring = Ring.open(calls, 8, 16, choice);
      if (i == 0) {
        assertThat(mappings()).isGreaterThan(mappings);
      }
      ring.close();
      ring.close();
    }
    assertThat(mappings()).isEqualTo(mappings);
    assertThat(rings()).isZero();
  }

  private static long mappings() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("io_uring")).count();
    }
  }

  private static long rings() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(RingTest::isRing).count();
    }
  }

  private static boolean isRing(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("io_uring");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
