package dev.gonzo.queue;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.ChannelTest.inVirtualTime;
import static dev.gonzo.queue.Select.after;
import static dev.gonzo.queue.Select.otherwise;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test runs with local and with universal channels. */
class SelectTest {
  private static Channel<String> channel(boolean universal, int capacity) {
    var shape = QueueOptions.<String>bounded(capacity);
    return Channel.of(universal ? shape.withUniversalAccess() : shape);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  // docs/edges.md: E20
  void e20_of_two_that_are_ready_the_first_named_is_taken_and_only_that(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 1);
      var b = channel(universal, 1);
      a.send("a");
      b.send("b");
      String taken = select(b.onReceive(item -> "got " + item), a.onReceive(item -> "got " + item));
      assertThat(taken).isEqualTo("got b");
      assertThat(a.tryReceive()).hasValue("a");
      assertThat(b.tryReceive()).isEmpty();
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e20_one_that_waits_gets_exactly_one_and_leaves_the_other_lines(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 0);
      var b = channel(universal, 0);
      var chooser =
          spawn(() -> select(a.onReceive(item -> "a" + item), b.onReceive(item -> "b" + item)));
      yieldNow();
      assertThat(a.state().waitingGetters()).isEqualTo(1);
      assertThat(b.trySend("1")).isTrue();
      assertThat(a.trySend("2")).isFalse();
      assertThat(chooser.join()).isEqualTo("b1");
      assertThat(a.state().waitingGetters()).isZero();
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e20_a_closed_channel_is_ready_with_its_error(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 0);
      var b = channel(universal, 0);
      var chooser = spawn(() -> select(a.onReceive(item -> item), b.onReceive(item -> item)));
      yieldNow();
      b.close();
      assertThatThrownBy(chooser::join).hasCauseInstanceOf(DrainedException.class);
      assertThat(a.state().waitingGetters()).isZero();
      assertThatThrownBy(() -> select(a.onReceive(item -> item), b.onReceive(item -> item)))
          .isInstanceOf(DrainedException.class);
      assertThatThrownBy(() -> select(b.onSend("item", () -> "sent")))
          .isInstanceOf(ClosedException.class);
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  // docs/edges.md: E20
  void e20_a_cancelled_one_leaves_all_lines_and_hands_nothing_in(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var undelivered = new ArrayList<String>();
      var shape = QueueOptions.<String>bounded(0).withUndeliveredHook(undelivered::add);
      var a = Channel.of(universal ? shape.withUniversalAccess() : shape);
      var b = channel(universal, 0);
      var chooser = spawn(() -> select(a.onSend("item", () -> "sent"), b.onReceive(item -> item)));
      yieldNow();
      chooser.cancel();
      assertThat(a.state().waitingPutters()).isZero();
      assertThat(b.state().waitingGetters()).isZero();
      assertThat(a.tryReceive()).isEmpty();
      assertThat(undelivered).isEmpty();
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void one_that_was_given_its_item_keeps_it_when_it_is_cancelled_then(boolean universal)
      throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 0);
      var got = new ArrayList<String>();
      var chooser =
          spawn(() -> {
            got.add(select(a.onReceive(item -> item), after(ofSeconds(9), () -> "late")));
            checkpoint();
            got.add("went on");
          });
      yieldNow();
      a.send("item");
      chooser.cancel();
      assertThat(got).containsExactly("item");
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void after_a_time_and_otherwise(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 0);
      if (!universal) { // virtual time stops while threads outside the kernel could wake a task
        String late =
            select(
                after(ofSeconds(5), () -> "five"),
                a.onReceive(item -> item),
                after(ofSeconds(2), () -> "two"));
        assertThat(late).isEqualTo("two");
        assertThat(Moment.now().sinceOrigin()).isEqualTo(ofSeconds(2));
      }
      assertThat(select(a.onReceive(item -> item), otherwise(() -> "nothing")))
          .isEqualTo("nothing");
      assertThat(a.state().waitingGetters()).isZero();
      assertThatThrownBy(Select::<String>select).isInstanceOf(IllegalArgumentException.class);
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_selects_meet_each_other_but_none_meets_itself(boolean universal) throws Exception {
    inVirtualTime(() -> {
      var a = channel(universal, 0);
      var b = channel(universal, 0);
      Supplier<String> both =
          () ->
              select(
                  a.onSend("over a", () -> "sent"),
                  a.onReceive(item -> item),
                  b.onReceive(item -> item));
      var one = spawn(() -> both.get());
      yieldNow();
      assertThat(one.outcome()).isEmpty();
      var other = spawn(() -> both.get());
      assertThat(List.of(one.join(), other.join())).containsExactlyInAnyOrder("sent", "over a");
      assertThat(a.state().waitingGetters() + a.state().waitingPutters()).isZero();
      assertThat(b.state().waitingGetters()).isZero();
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_item_that_comes_in_the_tick_of_the_limit_is_not_lost(boolean universal) throws Exception {
    if (universal) {
      return; // as above: the stress test has these races
    }
    inVirtualTime(() -> {
      for (boolean senderFirst : new boolean[] {true, false}) {
        var a = channel(universal, 1);
        var senders = new ArrayList<dev.gonzo.Task<?>>();
        if (senderFirst) {
          senders.add(spawn(() -> sendAfterSecond(a)));
        }
        var chooser =
            spawn(() -> select(a.onReceive(item -> item), after(ofSeconds(1), () -> "late")));
        yieldNow();
        if (!senderFirst) {
          senders.add(spawn(() -> sendAfterSecond(a)));
        }
        String chosen = chooser.join();
        senders.getFirst().join();
        assertThat(chosen.equals("late")).isEqualTo(a.tryReceive().isPresent());
      }
    });
  }

  private static void sendAfterSecond(Channel<String> channel) {
    sleep(ofSeconds(1));
    channel.send("item");
  }

  @Test
  void after_a_time_blocks_a_thread_no_longer() throws Exception {
    var a = channel(true, 0);
    assertThat(select(a.onReceive(item -> item), after(Duration.ofMillis(1), () -> "late")))
        .isEqualTo("late");
    assertThat(a.state().waitingGetters()).isZero();
    Thread sender = Thread.ofPlatform().start(() -> a.send("item"));
    assertThat(select(a.onReceive(item -> item), after(ofSeconds(30), () -> "late")))
        .isEqualTo("item");
    sender.join();
  }
}
