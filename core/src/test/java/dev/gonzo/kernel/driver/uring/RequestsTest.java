package dev.gonzo.kernel.driver.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class RequestsTest {
  private final SystemCalls calls = new SystemCalls();
  private final List<String> events = new ArrayList<>();
  private boolean room = true;

  /** Requests a poll of a counter; refused while there is no room. */
  private final class Asking extends Request {
    private final String name;
    private final EventCounter counter;

    Asking(String name, EventCounter counter) {
      this.name = name;
      this.counter = counter;
    }

    @Override
    boolean submit(Ring ring, long data) {
      return room && ring.poll(counter.descriptor(), 1, data);
    }

    @Override
    void completed(int result, int flags) {
      events.add(name + (result == -ErrorNumber.ECANCELED ? " cancelled" : " ready"));
    }
  }

  @BeforeEach
  void only_where_there_are_rings() {
    Driven.onlyWhereThereAreRings();
  }

  @Test
  void what_found_no_room_is_written_later_in_its_order() throws Exception {
    try (var ring = Ring.open(calls, 8, 16);
        var counter = EventCounter.open(calls)) {
      counter.signal();
      var requests = new Requests(ring);
      room = false;
      requests.begin(new Asking("first", counter));
      room = true;
      requests.begin(new Asking("second", counter));
      assertThat(ring.unsubmitted()).isZero();
      assertThat(requests.hasRest()).isTrue();
      assertThat(requests.underWay()).isEqualTo(2);
      requests.writeRest();
      assertThat(requests.hasRest()).isFalse();
      assertThat(ring.unsubmitted()).isEqualTo(2);
      int _ = ring.enter(0);
      requests.complete();
      assertThat(events).containsExactly("first ready", "second ready");
      assertThat(requests.underWay()).isZero();
    }
  }

  @Test
  void a_cancellation_stands_behind_the_request_that_it_is_for() throws Exception {
    try (var ring = Ring.open(calls, 8, 16);
        var counter = EventCounter.open(calls)) {
      var requests = new Requests(ring);
      var request = new Asking("it", counter);
      room = false;
      requests.begin(request);
      requests.cancel(request);
      requests.writeRest();
      assertThat(requests.hasRest()).isTrue();
      assertThat(ring.unsubmitted()).isZero();
      room = true;
      requests.writeRest();
      int _ = ring.enter(0);
      requests.complete();
      assertThat(events).containsExactly("it cancelled");
      assertThat(request.isUnderWay()).isFalse();
    }
  }

  @Test
  void a_cancellation_that_comes_too_late_does_not_hit_the_next_at_that_place() throws Exception {
    try (var ring = Ring.open(calls, 8, 16);
        var ready = EventCounter.open(calls);
        var silent = EventCounter.open(calls)) {
      ready.signal();
      var requests = new Requests(ring);
      var first = new Asking("first", ready);
      requests.begin(first);
      int _ = ring.enter(0);
      // It has completed, but the completion was not taken yet.
      requests.cancel(first);
      requests.complete();
      var second = new Asking("second", silent);
      requests.begin(second);
      int _ = ring.enter(0);
      requests.complete();
      assertThat(events).containsExactly("first ready");
      assertThat(second.isUnderWay()).isTrue();
    }
  }

  @Test
  void hundreds_are_under_way_at_once_and_each_completes_once() throws Exception {
    try (var ring = Ring.open(calls, 8, 16);
        var counter = EventCounter.open(calls)) {
      var requests = new Requests(ring);
      for (int i = 0; i < 500; i++) {
        requests.begin(new Asking("r" + i, counter));
      }
      counter.signal();
      do {
        int _ = ring.enter(0);
        requests.complete();
      } while (ring.wantsToBeEntered());
      assertThat(events).hasSize(500).doesNotHaveDuplicates();
      assertThat(requests.underWay()).isZero();
    }
  }

  @Test
  void a_completion_that_belongs_to_nobody_is_a_fault_of_ours() throws Exception {
    try (var ring = Ring.open(calls, 8, 16);
        var counter = EventCounter.open(calls)) {
      counter.signal();
      ring.poll(counter.descriptor(), 1, 5);
      int _ = ring.enter(0);
      assertThatThrownBy(() -> new Requests(ring).complete()).isInstanceOf(AssertionError.class);
    }
  }
}
