package dev.gonzo.queue;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.ChannelTest.inVirtualTime;
import static dev.gonzo.queue.Select.otherwise;
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

/** The end of a failed broadcast differs from that of a complete one. */
class BroadcastCloseTest {
  private static final IOException CAUSE = new IOException("the source has failed");

  private static Broadcast<String> broadcast(boolean universal, SlowConsumers policy) {
    return universal ? Broadcast.universal(policy) : Broadcast.of(policy);
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ClosedException.class).cause().isSameAs(CAUSE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void each_subscriber_gets_what_is_kept_and_then_meets_the_cause(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var broadcast = broadcast(universal, SlowConsumers.suspend(2));
      var first = broadcast.subscribe();
      var second = broadcast.subscribe();
      broadcast.send("one");
      broadcast.send("two");
      broadcast.close(CAUSE);
      var received = new ArrayList<String>();
      assertClosed(() -> first.forEach(received::add));
      assertThat(received).containsExactly("one", "two");
      assertThat(second.receive()).isEqualTo("one");
      assertThat(second.tryReceive()).hasValue("two");
      for (int i = 0; i < 2; i++) {
        assertClosed(second::receive);
        assertClosed(second::tryReceive);
        assertClosed(() -> select(second.onReceive(item -> item)));
      }
      assertThat(catchThrowable(first::receive)).isNotSameAs(catchThrowable(first::receive));
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void those_who_wait_and_those_who_come_meet_it(boolean universal) throws Exception {
    inVirtualTime(() -> {
      for (SlowConsumers policy :
          new SlowConsumers[] {SlowConsumers.suspend(1), SlowConsumers.fail(1)}) {
        var broadcast = broadcast(universal, policy);
        var full = broadcast.subscribe();
        broadcast.send("kept");
        var empty = broadcast.subscribe();
        Task<?> sender = spawn(() -> broadcast.send("refused"));
        Task<?> receiver = spawn(() -> empty.receive());
        yieldNow();
        boolean waits = sender.outcome().isEmpty();
        broadcast.close(CAUSE);
        if (waits) {
          assertClosed(() -> rethrowOutcome(sender));
          assertThat(full.receive()).isEqualTo("kept");
        }
        assertClosed(() -> rethrowOutcome(receiver));
        assertClosed(() -> broadcast.send("late"));
        assertClosed(() -> broadcast.trySend("late"));
        assertClosed(broadcast::subscribe);
      }
    });
  }

  private static void rethrowOutcome(Task<?> task) throws Throwable {
    Throwable failed = catchThrowable(task::join);
    throw failed.getCause();
  }

  @Test
  void the_first_close_counts_and_a_cause_is_needed() throws Exception {
    inVirtualTime(() -> {
      var failed = broadcast(false, SlowConsumers.suspend(1));
      var ofFailed = failed.subscribe();
      assertThatThrownBy(() -> failed.close(null)).isInstanceOf(NullPointerException.class);
      failed.send("still open");
      failed.close(CAUSE);
      failed.close(new IOException("another"));
      failed.close();
      assertThat(ofFailed.receive()).isEqualTo("still open");
      assertClosed(ofFailed::receive);

      var complete = broadcast(false, SlowConsumers.suspend(1));
      var ofComplete = complete.subscribe();
      complete.close();
      complete.close(CAUSE);
      assertThatThrownBy(ofComplete::receive).isInstanceOf(DrainedException.class);
      assertThatThrownBy(() -> complete.send("item")).hasNoCause();
    });
  }

  @Test
  void one_that_was_cut_off_or_has_left_hears_of_that_and_not_of_the_cause() throws Exception {
    inVirtualTime(() -> {
      var broadcast = broadcast(false, SlowConsumers.fail(1));
      var slow = broadcast.subscribe();
      var left = broadcast.subscribe();
      left.close();
      broadcast.send("one");
      broadcast.send("two");
      broadcast.close(CAUSE);
      assertThat(slow.receive()).isEqualTo("one");
      assertThatThrownBy(slow::receive).isInstanceOf(OverrunException.class).hasNoCause();
      assertThatThrownBy(left::receive).isInstanceOf(ClosedException.class).hasNoCause();
    });
  }

  @Test
  void a_subscription_takes_part_in_a_select() throws Exception {
    inVirtualTime(() -> {
      var broadcast = broadcast(false, SlowConsumers.suspend(1));
      var news = broadcast.subscribe();
      var other = Channel.<String>rendezvous();
      String none = select(news.onReceive(item -> item), otherwise(() -> "none"));
      assertThat(none).isEqualTo("none");
      Task<String> chooser =
          spawn(
              () -> select(other.onReceive(item -> item), news.onReceive(item -> "news " + item)));
      yieldNow();
      broadcast.send("one");
      broadcast.send("two");
      assertThat(chooser.join()).isEqualTo("news one");
      assertThat(other.state().waitingGetters()).isZero();
      Task<?> sender = spawn(() -> broadcast.send("three")); // waits for room
      yieldNow();
      String next = select(news.onReceive(item -> item));
      assertThat(next).isEqualTo("two");
      Object _ = sender.join();
      assertThat(news.tryReceive()).hasValue("three");
    });
  }

  @Test
  void a_thread_that_is_blocked_meets_it() throws Exception {
    var broadcast = broadcast(true, SlowConsumers.suspend(1));
    var news = broadcast.subscribe();
    var met = new AtomicReference<Throwable>();
    var begins = new CountDownLatch(1);
    Thread receiver =
        Thread.ofPlatform()
            .start(() -> {
              begins.countDown();
              met.set(catchThrowable(news::receive));
            });
    begins.await();
    Gonzo.run(() -> broadcast.close(CAUSE));
    receiver.join();
    assertClosed(() -> {
      throw met.get();
    });
  }
}
