package dev.gonzo.inbox;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values enter together with the wake-up of the task, and each is taken or handed back once. */
@Timeout(300)
class InboxTest {
  private static final int EACH = 3_000;

  private final List<Integer> back = Collections.synchronizedList(new ArrayList<>());
  private final Inbox<Integer> inbox = new Inbox<>(back::add);
  private int puts;

  @Test
  void values_are_taken_in_the_order_in_which_they_were_put() throws Exception {
    inbox.put(1);
    run(() -> {
      inbox.put(2);
      inbox.open();
      inbox.put(3);
      assertThat(inbox.take()).isEqualTo(1);
      inbox.put(4);
      assertThat(inbox.take()).isEqualTo(2);
      inbox.shut();
      inbox.put(5);
      inbox.open();
      assertThat(List.of(inbox.take(), inbox.take(), inbox.take())).containsExactly(3, 4, 5);
      assertThat(inbox.poll()).isNull();
      inbox.shut();
    });
    assertThat(back).isEmpty();
  }

  @Tag("realTime")
  @Test
  void a_value_of_a_thread_wakes_the_task_that_waits() throws Exception {
    run(() -> {
      inbox.open();
      for (int i = 0; i < 100; i++) {
        int value = i;
        Thread.ofPlatform().start(() -> inbox.put(value));
        if (i % 2 == 0) {
          inbox.await();
        }
        assertThat(inbox.take()).isEqualTo(i);
      }
      inbox.shut();
    });
  }

  @Test
  void a_cancellation_takes_nothing() throws Exception {
    run(() -> {
      inbox.open();
      var waiting = spawn(inbox::take);
      yieldNow();
      waiting.cancel();
      waiting = spawn(inbox::take);
      yieldNow();
      boolean _ = waiting.requestCancel("before the value");
      inbox.put(1);
      waiting.cancel();
      assertThat(inbox.take()).isEqualTo(1);
      inbox.shut();
    });
  }

  @Test
  void a_wait_for_a_value_that_is_there_is_a_checkpoint() throws Exception {
    inbox.put(1);
    run(() -> {
      var cancelled = spawn(inbox::await);
      cancelled.cancel();
      assertThat(cancelled.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(inbox.poll()).isEqualTo(1);
  }

  @Test
  void a_wait_for_what_cannot_come_is_refused() throws Exception {
    run(() -> assertThatIllegalStateException().isThrownBy(inbox::take));
  }

  @Test
  void closing_hands_back_what_was_not_taken_in_order_and_what_comes_later() {
    IntStream.range(0, 3).forEach(inbox::put);
    assertThat(inbox.poll()).isEqualTo(0);
    inbox.put(3);
    inbox.close();
    assertThat(back).containsExactly(1, 2, 3);
    inbox.put(4);
    inbox.close();
    assertThat(back).containsExactly(1, 2, 3, 4);
    assertThat(inbox.poll()).isNull();
  }

  @Test
  void a_notice_is_inside_at_most_once_and_can_be_put_again() {
    var notice = inbox.notice(7);
    notice.put();
    inbox.put(8);
    notice.put();
    assertThat(inbox.poll()).isEqualTo(7);
    notice.put();
    assertThat(List.of(inbox.take(), inbox.take())).containsExactly(8, 7);
    assertThat(inbox.poll()).isNull();
  }

  private void putFromEachDepth(int depths) {
    if (depths == 0) {
      return;
    }
    try {
      putFromEachDepth(depths - 1);
    } catch (StackOverflowError full) {
      // The frames below have a little more room.
    }
    inbox.put(0);
    puts++;
  }

  @Tag("realTime")
  @Test
  void a_put_for_which_the_stack_is_too_short_leaves_nothing() throws Exception {
    inbox.put(0); // loads the classes that it needs
    puts++;
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                putFromEachDepth(Integer.MAX_VALUE);
              } catch (StackOverflowError full) {
                // Even the first frame had no room.
              }
            },
            "deep",
            256 * 1024);
    thread.start();
    thread.join();
    assertThat(puts).isPositive();
    int taken = 0;
    while (inbox.poll() != null) {
      taken++;
    }
    assertThat(taken).isEqualTo(puts);
  }

  @Tag("realTime")
  @Test
  void each_value_is_taken_or_handed_back_once_when_threads_put_while_it_is_closed()
      throws Exception {
    var taken = new ArrayList<Integer>();
    var started = new CountDownLatch(3);
    var threads = new ArrayList<Thread>();
    run(() -> {
      inbox.open();
      for (int thread = 0; thread < 3; thread++) {
        int from = thread * EACH;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  started.countDown();
                  IntStream.range(from, from + EACH).forEach(inbox::put);
                }));
      }
      started.await();
      for (int i = 0; i < EACH; i++) {
        taken.add(inbox.take());
      }
      inbox.shut();
      inbox.close();
    });
    for (Thread thread : threads) {
      thread.join();
    }
    taken.addAll(back);
    assertThat(taken)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 3 * EACH).boxed().toList());
  }
}
