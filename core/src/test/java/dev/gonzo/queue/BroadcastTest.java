package dev.gonzo.queue;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.ChannelTest.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {
  @Test
  void each_subscriber_gets_each_item_that_is_sent_while_it_subscribes() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.suspend(4));
      news.send(0);
      try (var one = news.subscribe();
          var two = news.subscribe()) {
        news.send(1);
        var waiter = spawn(() -> List.of(two.receive(), two.receive()));
        yieldNow();
        news.send(2);
        news.close();
        assertThat(one).containsExactly(1, 2);
        assertThat(waiter.join()).containsExactly(1, 2);
        assertThatThrownBy(two::receive).isInstanceOf(DrainedException.class);
        assertThatThrownBy(() -> news.send(3)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(news::subscribe).isInstanceOf(ClosedException.class);
      }
    });
  }

  @Test
  void suspend_makes_the_sender_wait_for_the_slowest_and_gives_to_all_or_none() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.suspend(1));
      var quick = news.subscribe();
      var slow = news.subscribe();
      news.send(1);
      assertThat(quick.receive()).isEqualTo(1);
      var cancelled = spawn(() -> news.send(2));
      var sender = spawn(() -> news.send(3));
      sleep(ofSeconds(1));
      assertThat(news.trySend(4)).isFalse();
      assertThat(quick.tryReceive()).isEmpty();
      cancelled.cancel();
      assertThat(slow.receive()).isEqualTo(1);
      sender.join();
      assertThat(quick.receive()).isEqualTo(3);
      assertThat(slow.receive()).isEqualTo(3);
      assertThat(quick.missed()).isZero();
    });
  }

  @Test
  void the_sender_goes_on_when_the_slow_one_leaves() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.suspend(1));
      var slow = news.subscribe();
      news.send(1);
      var sender = spawn(() -> news.send(2));
      yieldNow();
      slow.close();
      slow.close();
      sender.join();
      assertThat(news.subscribers()).isZero();
      assertThatThrownBy(slow::receive).isInstanceOf(ClosedException.class);
    });
  }

  @Test
  void a_slow_one_misses_the_oldest_or_the_newest() throws Exception {
    inVirtualTime(() -> {
      var oldest = Broadcast.<Integer>of(SlowConsumers.dropOldest(2));
      var newest = Broadcast.<Integer>of(SlowConsumers.dropNewest(2));
      var missesOldest = oldest.subscribe();
      var missesNewest = newest.subscribe();
      for (int i = 0; i < 5; i++) {
        oldest.send(i);
        newest.send(i);
      }
      oldest.close();
      newest.close();
      assertThat(missesOldest).containsExactly(3, 4);
      assertThat(missesNewest).containsExactly(0, 1);
      assertThat(missesOldest.missed()).isEqualTo(3);
      assertThat(missesNewest.missed()).isEqualTo(3);
    });
  }

  @Test
  void a_slow_one_fails_after_what_was_kept_and_the_others_do_not() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.fail(2));
      var slow = news.subscribe();
      var quick = news.subscribe();
      var got = new ArrayList<Integer>();
      for (int i = 0; i < 4; i++) {
        news.send(i);
        got.add(quick.receive());
      }
      assertThat(got).containsExactly(0, 1, 2, 3);
      assertThat(List.of(slow.receive(), slow.receive())).containsExactly(0, 1);
      assertThatThrownBy(slow::receive).isInstanceOf(OverrunException.class);
      assertThat(news.subscribers()).isEqualTo(1);
    });
  }

  @Test
  void a_burst_of_many_senders_cuts_off_no_one_who_goes_on_receiving() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.fail(2));
      var got = new ArrayList<Task<List<Integer>>>();
      for (int i = 0; i < 5; i++) {
        var mine = news.subscribe();
        got.add(
            spawn(() -> {
              var all = new ArrayList<Integer>();
              mine.forEach(all::add);
              return all;
            }));
      }
      var deaf = news.subscribe();
      var senders = new ArrayList<Task<?>>();
      for (int i = 0; i < 100; i++) {
        int item = i;
        senders.add(spawn(() -> news.send(item)));
      }
      for (Task<?> sender : senders) {
        sender.join();
      }
      for (int i = 100; i < 200; i++) {
        news.send(i);
      }
      news.close();
      for (Task<List<Integer>> all : got) {
        assertThat(all.join()).hasSize(200).doesNotHaveDuplicates();
      }
      assertThat(deaf.receive()).isNotNull();
      assertThat(deaf.receive()).isNotNull();
      assertThatThrownBy(deaf::receive).isInstanceOf(OverrunException.class);
    });
  }

  @Test
  void one_that_may_not_wait_cuts_off_no_one() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.fail(1));
      var mine = news.subscribe();
      assertThat(news.trySend(1)).isTrue();
      assertThat(news.trySend(2)).isFalse();
      assertThat(mine.receive()).isEqualTo(1);
      assertThat(news.trySend(3)).isTrue();
      assertThat(mine.receive()).isEqualTo(3);
    });
  }

  @Test
  void a_burst_of_a_thread_cuts_off_only_who_takes_nothing() throws Exception {
    var news = Broadcast.<Integer>universal(SlowConsumers.fail(2));
    var deaf = news.subscribe();
    var mine = news.subscribe();
    var got = new ArrayList<Integer>();
    var receiver = Thread.ofPlatform().start(() -> mine.forEach(got::add));
    for (int i = 0; i < 200; i++) {
      news.send(i);
    }
    news.close();
    receiver.join();
    assertThat(got).hasSize(200);
    assertThat(List.of(deaf.receive(), deaf.receive())).containsExactly(0, 1);
    assertThatThrownBy(deaf::receive).isInstanceOf(OverrunException.class);
  }

  @Test
  void a_cancelled_subscriber_takes_nothing_with_it() throws Exception {
    inVirtualTime(() -> {
      var news = Broadcast.<Integer>of(SlowConsumers.suspend(1));
      var mine = news.subscribe();
      var getter = spawn(() -> mine.receive());
      yieldNow();
      getter.requestCancel("no longer wanted");
      news.send(1);
      assertThat(mine.receive()).isEqualTo(1);
    });
  }

  @Test
  void a_universal_one_reaches_threads() throws Exception {
    var news = Broadcast.<Integer>universal(SlowConsumers.suspend(1));
    var got = new ArrayList<Integer>();
    var mine = news.subscribe();
    Thread reader = Thread.ofPlatform().start(() -> mine.forEach(got::add));
    dev.gonzo.Gonzo.run(() -> {
      for (int i = 0; i < 100; i++) {
        news.send(i);
      }
      news.close();
    });
    reader.join();
    assertThat(got).hasSize(100).isSorted();
  }
}
