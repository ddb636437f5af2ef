package dev.gonzo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JoinsTest {
  @Test
  void an_interrupt_is_reported_and_kept_and_does_not_end_the_wait() {
    var stop = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().start(() -> awaitQuietly(stop));
    Thread.currentThread().interrupt();
    Joins.untilEnd(List.of(thread), stop::countDown);
    assertThat(thread.isAlive()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_join_with_a_limit_keeps_the_interrupt_and_goes_on_with_the_next_thread() {
    Thread ended = Thread.ofPlatform().unstarted(() -> {});
    Thread.currentThread().interrupt();
    Joins.each(List.of(ended, ended), 1);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void awaitQuietly(CountDownLatch stop) {
    try {
      stop.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
