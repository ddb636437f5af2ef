package dev.gonzo.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Actions that other threads post to a kernel are run, and wake the kernel if it waits. */
class WakeQueueTest {
  private final AtomicInteger woken = new AtomicInteger();
  private final WakeQueue queue = new WakeQueue(woken::incrementAndGet);
  private final List<String> heard = new ArrayList<>();

  @Test
  void words_are_heard_in_order_on_the_kernels_thread() {
    queue.post(() -> heard.add("one"));
    queue.post(() -> heard.add("two"));
    assertThat(heard).isEmpty();
    assertThat(queue.isEmpty()).isFalse();
    queue.run();
    assertThat(heard).containsExactly("one", "two");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void a_kernel_that_does_not_wait_is_not_woken() {
    queue.post(() -> {});
    assertThat(woken).hasValue(0);
  }

  @Test
  void a_kernel_that_waits_is_woken_once_a_wait() {
    assertThat(queue.prepareToWait()).isTrue();
    queue.post(() -> {});
    queue.post(() -> {});
    assertThat(woken).hasValue(1);
    queue.waited();
    queue.run();
    assertThat(queue.prepareToWait()).isTrue();
    queue.post(() -> {});
    assertThat(woken).hasValue(2);
  }

  @Test
  void a_kernel_with_something_to_hear_does_not_wait() {
    queue.post(() -> {});
    assertThat(queue.prepareToWait()).isFalse();
    queue.post(() -> {});
    assertThat(woken).hasValue(0);
  }

  @Test
  void a_word_that_tells_another_is_followed_by_it() {
    queue.post(() -> queue.post(() -> heard.add("posted by an action")));
    queue.run();
    queue.run();
    assertThat(heard).containsExactly("posted by an action");
  }

  @Test
  // docs/edges.md: G8
  void a_flood_of_words_leaves_the_tasks_their_turn() {
    queue.post(
        new Runnable() {
          @Override
          public void run() {
            heard.add("action");
            queue.post(this);
          }
        });
    queue.run();
    assertThat(heard).hasSizeBetween(1, 10_000);
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void a_closed_one_hears_and_wakes_nothing() {
    assertThat(queue.prepareToWait()).isTrue();
    queue.close();
    queue.post(() -> heard.add("too late"));
    queue.run();
    assertThat(heard).isEmpty();
    assertThat(woken).hasValue(0);
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: G7
  void no_word_of_many_threads_is_lost_on_a_kernel_that_waits_whenever_it_can() throws Exception {
    var permits = new Semaphore(0);
    var waking = new WakeQueue(permits::release);
    int actions = 50_000;
    int[] count = new int[1];
    var threads = new ArrayList<Thread>();
    for (int teller = 0; teller < 2; teller++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < actions; i++) {
                  waking.post(() -> count[0]++);
                  if (i % 16 == 0) {
                    Thread.yield();
                  }
                }
              }));
    }
    while (count[0] < 2 * actions) {
      waking.run();
      if (count[0] < 2 * actions && waking.prepareToWait()) {
        assertThat(permits.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
        waking.waited();
      }
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(waking.isEmpty()).isTrue();
  }

  private WakeQueue.Action action(String name) {
    return new WakeQueue.Action() {
      @Override
      protected void run() {
        heard.add(name);
      }

      @Override
      protected void dropped() {
        heard.add("dropped " + name);
      }
    };
  }

  @Test
  void what_is_left_when_it_closes_is_dropped_in_order_and_so_is_what_comes_later() {
    queue.post(action("one"));
    queue.run();
    queue.post(action("two"));
    queue.post(action("three"));
    queue.close();
    queue.post(action("four"));
    queue.run();
    assertThat(heard).containsExactly("one", "dropped two", "dropped three", "dropped four");
  }

  @Test
  void what_comes_after_it_has_drained_is_dropped() {
    queue.post(action("one"));
    queue.drainAndClose();
    queue.post(action("two"));
    assertThat(heard).containsExactly("one", "dropped two");
  }
}
