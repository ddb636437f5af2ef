package dev.gonzo.queue;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.ChannelTest.inVirtualTime;
import static dev.gonzo.queue.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a failed stream differs from that of a complete one. */
class CloseWithCauseTest {
  private static final IOException CAUSE = new IOException("the source has failed");

  private static Channel<String> channel(boolean universal, int capacity) {
    var shape = QueueOptions.<String>bounded(capacity);
    return Channel.of(universal ? shape.withUniversalAccess() : shape);
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ClosedException.class).cause().isSameAs(CAUSE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_is_kept_is_received_and_then_all_meet_the_cause(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var channel = channel(universal, 2);
      channel.send("one");
      channel.send("two");
      channel.close(CAUSE);
      assertThat(channel.isClosed()).isTrue();
      assertClosed(() -> channel.send("three"));
      assertClosed(() -> channel.trySend("three"));
      assertThat(channel.receive()).isEqualTo("one");
      assertThat(channel.tryReceive()).hasValue("two");
      for (int i = 0; i < 2; i++) {
        assertClosed(channel::receive);
        assertClosed(channel::tryReceive);
      }
      assertThat(catchThrowable(channel::receive)).isNotSameAs(catchThrowable(channel::receive));
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_loop_over_the_items_does_not_end_as_if_it_had_them_all(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var channel = channel(universal, 2);
      channel.send("one");
      channel.close(CAUSE);
      var received = new ArrayList<String>();
      assertClosed(() -> channel.forEach(received::add));
      assertThat(received).containsExactly("one");
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void those_who_wait_on_either_side_meet_it(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var channel = channel(universal, 0);
      Task<?> sender = spawn(() -> channel.send("item"));
      yieldNow();
      channel.close(CAUSE);
      assertClosed(() -> rethrowOutcome(sender));

      var other = channel(universal, 0);
      Task<?> receiver = spawn(() -> other.receive());
      yieldNow();
      other.close(CAUSE);
      assertClosed(() -> rethrowOutcome(receiver));
    });
  }

  private static void rethrowOutcome(Task<?> task) throws Throwable {
    Throwable failed = catchThrowable(task::join);
    throw failed.getCause();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_select_meets_it_at_once_and_while_it_waits(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var silent = channel(universal, 0);
      var channel = channel(universal, 0);
      Task<?> chooser =
          spawn(() -> select(silent.onReceive(item -> item), channel.onReceive(item -> item)));
      yieldNow();
      channel.close(CAUSE);
      assertClosed(() -> rethrowOutcome(chooser));
      assertThat(silent.state().waitingGetters()).isZero();
      assertClosed(() -> select(channel.onReceive(item -> item)));
      assertClosed(() -> select(channel.onSend("item", () -> "sent")));
    });
  }

  @Test
  void the_first_close_counts() throws Exception {
    inVirtualTime(() -> {
      var failed = Channel.<String>buffered(1);
      failed.close(CAUSE);
      failed.close(new IOException("another"));
      failed.close();
      assertClosed(failed::receive);

      var complete = Channel.<String>buffered(1);
      complete.close();
      complete.close(CAUSE);
      assertThatThrownBy(complete::receive).isInstanceOf(DrainedException.class);
      assertThatThrownBy(() -> complete.send("item"))
          .isInstanceOf(ClosedException.class)
          .hasNoCause();
    });
  }

  @Test
  void a_discard_ends_both_sides_all_the_same() throws Exception {
    inVirtualTime(() -> {
      var undelivered = new ArrayList<String>();
      var channel =
          Channel.of(QueueOptions.<String>bounded(1).withUndeliveredHook(undelivered::add));
      channel.send("item");
      channel.close(CAUSE);
      channel.discard();
      assertThat(undelivered).containsExactly("item");
      assertThatThrownBy(() -> channel.send("other")).isInstanceOf(BrokenException.class);

      var discarded = Channel.<String>buffered(1);
      discarded.discard();
      discarded.close(CAUSE);
      assertThatThrownBy(discarded::receive).isInstanceOf(ClosedException.class).hasNoCause();
    });
  }

  @Test
  void queues_have_it_too_and_a_cause_is_needed() throws Exception {
    inVirtualTime(() -> {
      var queue = Queue.<String>bounded(1);
      queue.put("item");
      assertThatThrownBy(() -> queue.close(null)).isInstanceOf(NullPointerException.class);
      assertThat(queue.isClosed()).isFalse();
      queue.close(CAUSE);
      assertClosed(() -> queue.put("other"));
      assertThat(queue.get()).isEqualTo("item");
      assertClosed(queue::get);
      assertClosed(queue::tryGet);
      queue.taskDone();
      queue.join();
    });
  }

  @Test
  void a_thread_that_is_blocked_meets_it() throws Exception {
    var channel = Channel.<String>universal(0);
    var met = new AtomicReference<Throwable>();
    var begins = new CountDownLatch(1);
    Thread receiver =
        Thread.ofPlatform()
            .start(() -> {
              begins.countDown();
              met.set(catchThrowable(channel::receive));
            });
    begins.await();
    Gonzo.run(() -> channel.close(CAUSE));
    receiver.join();
    assertClosed(() -> {
      throw met.get();
    });
  }
}
