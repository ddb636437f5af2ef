package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Resumer;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.loop.Explorer.Program;
import dev.gonzo.kernel.loop.Explorer.Result;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.Select;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Properties that hold for every order in which two or three tasks can get their turns. */
class EveryOrderTest {
  private static final int MOST = 20_000;
  private static final Explorer WHERE_TASKS_WAIT = new Explorer(LoopTurns.BUDGET, MOST);
  private static final Explorer AT_EVERY_CHECKPOINT = new Explorer(0, MOST);

  private static void checkpoints(Supplier<? extends Program> programs) {
    Result _ = AT_EVERY_CHECKPOINT.explore(programs).expectNoFailure();
  }

  private static void waits(Supplier<? extends Program> programs) {
    Result _ = WHERE_TASKS_WAIT.explore(programs).expectNoFailure();
  }

  private static void together(AsyncRunnable<?>... bodies) {
    try (var group = TaskGroup.<Void>open()) {
      for (AsyncRunnable<?> body : bodies) {
        group.spawn(body);
      }
      group.join();
    }
  }

  // ---------------------------------------------------------------- the explorer itself

  /** Two withdrawals, each of which checks the balance before a suspension and acts after it. */
  private static final class CheckThenAct implements Program {
    private int balance = 100;
    private int paid;

    @Override
    public void run() {
      together(this::withdraw, this::withdraw);
    }

    private void withdraw() {
      if (balance >= 100) {
        yieldNow();
        balance -= 100;
        paid += 100;
      }
    }

    @Override
    public void check() {
      assertThat(paid).isEqualTo(100);
    }
  }

  @Test
  void an_order_that_breaks_a_program_is_found_and_its_script_repeats_it() {
    Result found = WHERE_TASKS_WAIT.explore(CheckThenAct::new);
    assertThat(found.complete()).isTrue();
    assertThat(found.failures()).isPositive().isLessThan(found.orders());
    assertThat(found.first()).hasMessageContaining("with the script [0, 0, 0");
    assertThatThrownBy(() -> WHERE_TASKS_WAIT.repeat(CheckThenAct::new, 0, 0, 0))
        .isInstanceOf(AssertionError.class);
  }

  private static final class Philosophers implements Program {
    private final Lock left = Lock.of();
    private final Lock right = Lock.of();

    @Override
    public void run() {
      together(() -> eat(left, right), () -> eat(right, left));
    }

    private static void eat(Lock first, Lock second) {
      try (var _ = first.acquire()) {
        yieldNow();
        second.acquire().close();
      }
    }

    @Override
    public void check() {}
  }

  @Test
  void a_deadlock_that_needs_an_order_is_found_and_other_orders_have_none() {
    Result found = WHERE_TASKS_WAIT.explore(Philosophers::new);
    assertThat(found.complete()).isTrue();
    assertThat(found.deadlocks()).isPositive().isEqualTo(found.failures());
    assertThat(found.deadlocks()).isLessThan(found.orders());
  }

  // ---------------------------------------------------------------- queues and channels

  private static final class TwoProducers implements Program {
    private final Queue<Integer> queue = Queue.bounded(1);
    private final List<Integer> taken = new ArrayList<>();

    @Override
    public void run() {
      together(
          () -> {
            queue.put(1);
            queue.put(2);
          },
          () -> queue.put(3),
          () -> {
            for (int i = 0; i < 3; i++) {
              taken.add(queue.get());
            }
          });
    }

    @Override
    public void check() {
      assertThat(taken).containsExactlyInAnyOrder(1, 2, 3).containsSubsequence(1, 2);
    }
  }

  @Test
  void a_bounded_queue_keeps_each_producers_order_and_loses_nothing() {
    waits(TwoProducers::new);
  }

  private static final class CancelledTaker implements Program {
    private final Queue<Integer> queue = Queue.bounded(1);
    private final List<Integer> taken = new ArrayList<>();

    @Override
    public void run() {
      Task<?> taker =
          spawn(() -> {
            while (true) {
              taken.add(queue.get());
            }
          });
      Task<?> producer =
          spawn(() -> {
            queue.put(1);
            queue.tryPut(2);
          });
      yieldNow();
      taker.cancel();
      producer.join();
      queue.tryGet().ifPresent(taken::add);
    }

    @Override
    public void check() {
      assertThat(taken).contains(1).doesNotHaveDuplicates();
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void an_item_is_taken_or_stays_when_its_taker_is_cancelled() {
    checkpoints(CancelledTaker::new);
  }

  private static final class CancelledProducer implements Program {
    private final Queue<String> queue = Queue.bounded(1);
    private final List<String> taken = new ArrayList<>();
    private boolean put;

    @Override
    public void run() {
      queue.put("first");
      Task<?> producer =
          spawn(() -> {
            queue.put("second");
            put = true;
          });
      Task<?> taker = spawn(() -> taken.add(queue.get()));
      yieldNow();
      producer.cancel();
      taker.join();
      queue.tryGet().ifPresent(taken::add);
    }

    @Override
    public void check() {
      assertThat(taken).isEqualTo(put ? List.of("first", "second") : List.of("first"));
    }
  }

  @Test
  void an_item_is_in_the_queue_exactly_if_its_put_returned() {
    checkpoints(CancelledProducer::new);
  }

  private static final class CancelledRendezvous implements Program {
    private final Channel<String> channel = Channel.rendezvous();
    private final List<String> received = new ArrayList<>();
    private boolean sent;

    @Override
    public void run() {
      Task<?> sender =
          spawn(() -> {
            channel.send("hello");
            sent = true;
          });
      Task<?> receiver = spawn(() -> received.add(channel.receive()));
      yieldNow();
      sender.cancel();
      receiver.cancel();
    }

    @Override
    public void check() {
      assertThat(received).isEqualTo(sent ? List.of("hello") : List.of());
    }
  }

  @Test
  void a_rendezvous_has_happened_for_both_or_for_neither() {
    checkpoints(CancelledRendezvous::new);
  }

  private static final class CancelledSelect implements Program {
    private final Channel<String> letters = Channel.buffered(1);
    private final Channel<String> parcels = Channel.buffered(1);
    private final List<String> received = new ArrayList<>();

    @Override
    public void run() {
      Task<?> receiver =
          spawn(() ->
              received.add(
                  Select.<String>select(
                      letters.onReceive(letter -> letter), parcels.onReceive(parcel -> parcel))));
      together(() -> letters.send("letter"), () -> parcels.send("parcel"), receiver::cancel);
      letters.tryReceive().ifPresent(received::add);
      parcels.tryReceive().ifPresent(received::add);
    }

    @Override
    public void check() {
      assertThat(received).containsExactlyInAnyOrder("letter", "parcel");
    }
  }

  @Test
  void a_select_takes_from_one_channel_and_loses_nothing_when_cancelled() {
    waits(CancelledSelect::new);
  }

  // ---------------------------------------------------------------- locks and similar

  private static final class CancelledLockWaiter implements Program {
    private final Lock lock = Lock.of();
    private int inside;
    private int most;

    @Override
    public void run() {
      Task<?> one = spawn(this::enter);
      Task<?> other = spawn(this::enter);
      yieldNow();
      other.cancel();
      one.join();
    }

    private void enter() {
      try (var _ = lock.acquire()) {
        most = Math.max(most, ++inside);
        try {
          yieldNow();
        } finally {
          inside--;
        }
      }
    }

    @Override
    public void check() {
      assertThat(most).isEqualTo(1);
      assertThat(lock.holder()).isEmpty();
      assertThat(lock.waiting()).isEmpty();
    }
  }

  @Test
  void a_lock_has_one_holder_and_is_free_after_a_waiter_was_cancelled() {
    checkpoints(CancelledLockWaiter::new);
  }

  private static final class CancelledPermit implements Program {
    private final Semaphore semaphore = Semaphore.of(1);
    private int ran;

    @Override
    public void run() {
      Task<?> one = spawn(this::use);
      Task<?> other = spawn(this::use);
      yieldNow();
      one.cancel();
      other.join();
    }

    private void use() {
      try (var _ = semaphore.acquire()) {
        yieldNow();
        ran++;
      }
    }

    @Override
    public void check() {
      assertThat(ran).isPositive();
      assertThat(semaphore.available()).isEqualTo(1);
      assertThat(semaphore.waiting()).isEmpty();
    }
  }

  @Test
  void a_permit_comes_back_wherever_its_owner_is_cancelled() {
    checkpoints(CancelledPermit::new);
  }

  private static final class CancelledConditionWaiter implements Program {
    private final Lock lock = Lock.of();
    private final Condition changed = lock.newCondition();
    private boolean reached;

    @Override
    public void run() {
      Task<?> cancelled = spawn(this::awaitSignal);
      Task<?> waiter =
          spawn(() -> {
            awaitSignal();
            reached = true;
          });
      sleep(ofMillis(1)); // time passes when nothing is ready: now both wait
      try (var _ = lock.acquire()) {
        changed.signal();
      }
      cancelled.cancel();
      if (tookTheSignal(cancelled)) {
        waiter.cancel();
        reached = true;
      } else {
        waiter.join();
      }
    }

    private static boolean tookTheSignal(Task<?> task) {
      return task.outcome().orElseThrow() instanceof Outcome.Success<?>;
    }

    private void awaitSignal() {
      try (var _ = lock.acquire()) {
        changed.await();
      }
    }

    @Override
    public void check() {
      assertThat(reached).isTrue();
      assertThat(lock.holder()).isEmpty();
    }
  }

  @Test
  void a_signal_goes_to_another_waiter_if_the_first_is_cancelled_instead() {
    checkpoints(CancelledConditionWaiter::new);
  }

  private static final class ReadersAndWriter implements Program {
    private final ReadWriteLock lock = ReadWriteLock.of();
    private int readers;
    private boolean overlap;
    private int writes;

    @Override
    public void run() {
      together(this::read, this::write, this::read);
    }

    private void read() {
      try (var _ = lock.read()) {
        readers++;
        yieldNow();
        readers--;
      }
    }

    private void write() {
      try (var _ = lock.write()) {
        overlap |= readers > 0;
        writes++;
        yieldNow();
        overlap |= readers > 0;
      }
    }

    @Override
    public void check() {
      assertThat(overlap).isFalse();
      assertThat(writes).isEqualTo(1);
      assertThat(lock.holders()).isEmpty();
    }
  }

  @Test
  void a_writer_is_alone() {
    waits(ReadersAndWriter::new);
  }

  // ---------------------------------------------------------------- groups, deadlines, callbacks

  private static final class FailureBesideAnItem implements Program {
    private final Queue<String> queue = Queue.bounded(1);
    private boolean thrown;

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> {
          throw new IllegalStateException("broken");
        });
        group.spawn(() -> queue.put("item"));
        var _ = queue.get();
        group.join();
      } catch (TaskFailedException failed) {
        thrown = failed.getCause() instanceof IllegalStateException;
      }
    }

    @Override
    public void check() {
      assertThat(thrown).isTrue();
    }
  }

  @Test
  void a_members_failure_is_thrown_whatever_ends_the_wait_of_the_body() {
    checkpoints(FailureBesideAnItem::new);
  }

  private static final class DeadlineBesideAnEvent implements Program {
    private final Event event = Event.of();
    private boolean came;
    private boolean expired;

    @Override
    public void run() {
      Task<?> setter =
          spawn(() -> {
            sleep(ofMillis(5));
            event.set();
          });
      try {
        timeoutAfter(
            ofMillis(5),
            () -> {
              event.await();
              came = true;
            });
      } catch (DeadlineExceededException _) {
        expired = true;
      }
      setter.join();
    }

    @Override
    public void check() {
      assertThat(came).isNotEqualTo(expired);
      assertThat(event.waiting()).isEmpty();
    }
  }

  @Test
  void a_wait_ends_by_its_event_or_by_its_deadline_and_not_by_both() {
    checkpoints(DeadlineBesideAnEvent::new);
  }

  private static final class NestedDeadlines implements Program {
    private String expired = "none";

    @Override
    public void run() {
      Task<?> other = spawn(() -> sleep(ofMillis(5)));
      try {
        timeoutAfter(
            ofMillis(5),
            () -> {
              try {
                timeoutAfter(ofMillis(5), () -> sleep(ofMillis(60)));
              } catch (DeadlineExceededException _) {
                expired = "inner";
              }
            });
      } catch (DeadlineExceededException _) {
        expired = "outer";
      }
      other.join();
    }

    @Override
    public void check() {
      assertThat(expired).isEqualTo("outer");
    }
  }

  @Test
  void of_two_deadlines_in_one_round_the_outer_wins() {
    checkpoints(NestedDeadlines::new);
  }

  private static final class ResumedWhileCancelled implements Program {
    private int delivered;
    private int undelivered;
    private final Event started = Event.of();
    private Resumer<String> resumer;

    @Override
    public void run() {
      Task<?> waiter =
          spawn(() -> {
            String _ =
                suspendUntil((Resumer<String> door) -> {
                  door.whenUndelivered(_ -> undelivered++);
                  resumer = door;
                  started.set();
                });
            delivered++;
          });
      started.await();
      together(() -> resumer.tryResume("value"), waiter::cancel);
    }

    @Override
    public void check() {
      assertThat(delivered + undelivered).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void a_value_is_delivered_or_handed_back_and_not_both() {
    checkpoints(ResumedWhileCancelled::new);
  }

  private static final class PromiseWhileCancelled implements Program {
    private final Promise<String> promise = Promise.of();
    private int kept;

    @Override
    public void run() {
      Task<?> cancelled = spawn(promise::await);
      Task<?> waiter = spawn(() -> kept += promise.await().length());
      together(() -> promise.complete("kept"), cancelled::cancel);
      waiter.join();
    }

    @Override
    public void check() {
      assertThat(kept).isEqualTo(4);
      assertThat(promise.waiting()).isEmpty();
    }
  }

  @Test
  void a_promise_reaches_the_waiters_that_are_left() {
    waits(PromiseWhileCancelled::new);
  }

  private static final class CancelledTwice implements Program {
    private int cleaned;
    private Task<?> target;

    @Override
    public void run() {
      target =
          spawn(() -> {
            try {
              sleep(ofMillis(60));
            } catch (Cancelled cancelled) {
              yieldNow(); // the second request must not disturb the clean-up
              cleaned++;
              throw cancelled;
            }
          });
      together(() -> target.cancel("one"), () -> target.cancel("two"));
    }

    @Override
    public void check() {
      assertThat(target.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(cleaned).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void a_second_cancellation_does_not_disturb_the_clean_up_of_the_first() {
    checkpoints(CancelledTwice::new);
  }
}
