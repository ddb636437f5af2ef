package dev.gonzo.queue;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ChannelTest {
  static void inVirtualTime(AsyncRunnable<Exception> body) throws Exception {
    run(Kernels.of("none", new VirtualClock()), body);
  }

  @Test
  void a_rendezvous_ends_when_the_item_is_received() throws Exception {
    inVirtualTime(() -> {
      var channel = Channel.<String>rendezvous();
      var events = new ArrayList<String>();
      var sender =
          spawn(() -> {
            channel.send("item");
            events.add("sent");
          });
      sleep(ofSeconds(1));
      assertThat(events).isEmpty();
      assertThat(channel.trySend("other")).isFalse();
      assertThat(channel.tryReceive()).hasValue("item");
      sender.join();
      assertThat(events).containsExactly("sent");
      assertThat(channel.tryReceive()).isEmpty();
    });
  }

  @Test
  // docs/edges.md: E17
  void e17_close_while_both_sides_wait_and_twice() throws Exception {
    inVirtualTime(() -> {
      var channel = Channel.<String>rendezvous();
      var sender = spawn(() -> channel.send("item"));
      yieldNow();
      channel.close();
      channel.close();
      assertThatThrownBy(sender::join).hasCauseInstanceOf(ClosedException.class);
      assertThatThrownBy(channel::receive).isInstanceOf(DrainedException.class);

      var other = Channel.<String>rendezvous();
      var receiver = spawn(() -> other.receive());
      yieldNow();
      other.close();
      assertThatThrownBy(receiver::join).hasCauseInstanceOf(DrainedException.class);
      // It stays closed.
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(other::receive).isInstanceOf(DrainedException.class);
        assertThatThrownBy(() -> other.send("item")).isInstanceOf(ClosedException.class);
      }
    });
  }

  @Test
  // docs/edges.md: E17
  void e17_discard_tells_the_sender_that_the_other_side_has_gone() throws Exception {
    inVirtualTime(() -> {
      var channel = Channel.<String>buffered(1);
      channel.send("kept");
      var sender = spawn(() -> channel.send("item"));
      yieldNow();
      channel.discard();
      channel.discard();
      assertThatThrownBy(sender::join).hasCauseInstanceOf(BrokenException.class);
      assertThatThrownBy(() -> channel.send("more")).isInstanceOf(BrokenException.class);
      assertThatThrownBy(channel::receive).isInstanceOf(ClosedException.class);
    });
  }

  @Test
  // docs/edges.md: E18
  void e18_a_cancelled_send_of_a_rendezvous_is_undelivered_or_received() throws Exception {
    inVirtualTime(() -> {
      // The sender is cancelled before the receiver comes, and after it has taken the item.
      for (boolean before : new boolean[] {true, false}) {
        var undelivered = new ArrayList<String>();
        var channel =
            Channel.of(QueueOptions.<String>bounded(0).withUndeliveredHook(undelivered::add));
        var sender = spawn(() -> channel.send("item"));
        yieldNow();
        if (before) {
          sender.requestCancel("before");
        }
        var received = channel.tryReceive();
        sender.cancel();
        assertThat(received.isPresent()).isEqualTo(!before);
        assertThat(undelivered).hasSize(before ? 1 : 0);
      }
    });
  }

  @Test
  void a_hook_that_fails_hides_neither_the_cause_nor_the_other_items() throws Exception {
    inVirtualTime(() -> {
      var seen = new ArrayList<Integer>();
      var channel =
          Channel.of(
              QueueOptions.<Integer>bounded(3)
                  .withUndeliveredHook(item -> {
                    seen.add(item);
                    throw new IllegalArgumentException("hook " + item);
                  }));
      for (int i = 0; i < 3; i++) {
        channel.send(i);
      }
      assertThatThrownBy(channel::discard)
          .hasMessage("hook 0")
          .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
      assertThatThrownBy(() -> channel.send(3))
          .isInstanceOf(BrokenException.class)
          .hasSuppressedException(new IllegalArgumentException("hook 3"));
      assertThat(seen).containsExactly(0, 1, 2, 3);
    });
  }

  @Test
  void a_hook_that_throws_one_object_again_and_again_gets_all_items() throws Exception {
    var same = new IllegalStateException("hook");
    var given = new ArrayList<Integer>();
    inVirtualTime(() -> {
      var queue =
          Queue.of(
              QueueOptions.<Integer>bounded(5)
                  .withUndeliveredHook(item -> {
                    given.add(item);
                    throw same;
                  }));
      queue.put(1);
      queue.put(2);
      queue.put(3);
      assertThatThrownBy(queue::discard).isSameAs(same);
    });
    assertThat(given).containsExactly(1, 2, 3);
  }

  @Test
  void a_hook_that_throws_the_exception_of_the_put_does_not_hide_it() throws Exception {
    var same = new IllegalStateException("comparison and hook");
    inVirtualTime(() -> {
      var shape =
          QueueOptions.<Integer>bounded(5)
              .withUndeliveredHook(_ -> {
                throw same;
              });
      var queue =
          PriorityQueue.of(
              shape,
              (_, _) -> {
                throw same;
              });
      queue.put(1);
      assertThatThrownBy(() -> queue.put(2)).isSameAs(same);
    });
  }
}
