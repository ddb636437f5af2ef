package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.Select.after;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.DrainedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.QueueOptions;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.ThreadTrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Chapter 4, "Cancellation": items that tasks pass to each other are not lost, wherever a
 * cancellation arrives.
 */
@Specified({"2.13", "2.14", "4.6"})
public abstract class LossConformance extends Conformance {
  /** Creates the chapter. */
  protected LossConformance() {
    super(SchedulingTrap.class);
  }

  /** Two tasks put two items each, and two get them. */
  private static final class HandOver implements Scenario {
    private final List<Integer> undelivered = new ArrayList<>();
    private final List<Integer> put = new ArrayList<>();
    private final List<Integer> got = new ArrayList<>();
    private final Queue<Integer> queue;
    private int puttersLeft = 2;
    private int done;

    HandOver(QueueOptions<Integer> shape) {
      queue = Queue.of(shape.withUndeliveredHook(undelivered::add));
    }

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(this::getAll);
        group.spawn(() -> putTwo(10));
        group.spawn(() -> putTwo(20));
        group.spawn(this::getAll);
        group.join();
      }
    }

    private void putTwo(int first) {
      try {
        for (int item = first; item < first + 2; item++) {
          put.add(item);
          queue.put(item);
        }
      } finally {
        if (--puttersLeft == 0) {
          queue.close();
        }
      }
    }

    private void getAll() {
      try {
        while (true) {
          got.add(queue.get());
          yieldNow();
          queue.taskDone();
          done++;
        }
      } catch (DrainedException drained) {
        // all have been put, and taken
      }
    }

    @Override
    public void check() {
      var found = new ArrayList<>(got);
      try {
        Optional<Integer> kept = queue.tryGet();
        while (kept.isPresent()) {
          found.add(kept.get());
          kept = queue.tryGet();
        }
      } catch (DrainedException drained) {
        // it was closed
      }
      for (; done < found.size(); done++) {
        queue.taskDone();
      }
      found.addAll(undelivered);
      assertThat(found).as("each item once").containsExactlyInAnyOrderElementsOf(put);
      queue.join();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
      if (!queue.isClosed()) {
        assertThat(queue.tryPut(0)).as("room for an item").isEqualTo(queue.capacity() > 0);
      }
    }
  }

  @Test
  // docs/edges.md: rule 3
  void a_queue_loses_and_doubles_no_item() {
    for (int capacity = 0; capacity <= 1; capacity++) {
      var shape = QueueOptions.<Integer>bounded(capacity);
      assertThat(CancelEverywhere.on(this::kernel).check(() -> new HandOver(shape)))
          .isGreaterThan(40);
    }
  }

  @Test
  void a_universal_queue_loses_and_doubles_no_item() {
    Assumptions.assumeTrue(kernel().supports(ThreadTrap.class));
    for (int capacity = 0; capacity <= 1; capacity++) {
      var shape = QueueOptions.<Integer>bounded(capacity).withUniversalAccess();
      assertThat(CancelEverywhere.on(this::kernel).check(() -> new HandOver(shape)))
          .isGreaterThan(40);
    }
  }

  /**
   * Selects between a receive, a send and a timeout, while the tasks at the other ends come and go.
   */
  private static final class Selecting implements Scenario {
    private final List<String> undelivered = new ArrayList<>();
    private final Channel<String> in =
        Channel.of(QueueOptions.<String>bounded(0).withUndeliveredHook(undelivered::add));
    private final Channel<String> out =
        Channel.of(QueueOptions.<String>bounded(0).withUndeliveredHook(undelivered::add));
    private final List<String> sent = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<String> offered = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private int selected;
    private int acted;

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> send("first", 1));
        group.spawn(() -> send("second", 4));
        group.spawn(() -> take(1));
        group.spawn(() -> take(4));
        for (int i = 0; i < 6; i++) {
          selectOne("offer " + i);
        }
        // Items that were not taken go on with the end of their sender and receiver.
        group.requestCancel("enough");
        group.join();
      }
    }

    private void selectOne(String offer) {
      select(
          in.onReceive(item -> {
            acted++;
            return received.add(item);
          }),
          out.onSend(
              offer,
              () -> {
                acted++;
                return offered.add(offer);
              }),
          after(ofMillis(2), () -> ++acted > 0));
      selected++;
    }

    private void send(String item, int millis) {
      sleep(ofMillis(millis));
      sent.add(item);
      in.send(item);
    }

    private void take(int millis) {
      sleep(ofMillis(millis));
      taken.add(out.receive());
    }

    @Override
    public void check() {
      assertThat(acted).as("one action for each select").isEqualTo(selected);
      assertThat(taken)
          .as("what was sent by a select")
          .containsExactlyInAnyOrderElementsOf(offered);
      var found = new ArrayList<>(received);
      found.addAll(undelivered);
      assertThat(found).as("each item once").containsExactlyInAnyOrderElementsOf(sent);
      assertThat(in.trySend("no task waits")).isFalse();
      assertThat(in.tryReceive()).isEmpty();
      assertThat(out.trySend("no task waits")).isFalse();
      assertThat(out.tryReceive()).isEmpty();
      // Both still work, and no task is in their queues before this one.
      timeoutAfter(
          ofMillis(50),
          () -> {
            try (var group = TaskGroup.<Void>open()) {
              group.spawn(() -> in.send("last"));
              assertThat(in.receive()).isEqualTo("last");
              group.join();
            }
          });
    }
  }

  @Test
  // docs/edges.md: E20
  void a_select_does_one_thing_and_stays_in_no_line() {
    assertThat(CancelEverywhere.on(this::kernel).check(Selecting::new)).isGreaterThan(40);
  }
}
