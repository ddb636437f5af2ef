package dev.gonzo.torture;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.ReentrantLock;
import dev.gonzo.sync.Semaphore;

/**
 * Operations that are called again if they threw a {@link StackOverflowError}. An operation that
 * throws it must not have begun: so in the end all is as if nothing had happened. What is acquired
 * in one frame is released in another, and others wait meanwhile.
 */
final class RetriedOperations implements TriedScenario {
  private final Lock lock = Lock.of();
  private final ReentrantLock reentrant = ReentrantLock.of();
  private final Semaphore semaphore = Semaphore.of(3);
  private final ReadWriteLock shared = ReadWriteLock.of();
  private final Queue<Integer> queue = Queue.bounded(2);
  private final Channel<Integer> channel = Channel.rendezvous();
  private final Event event = Event.of();
  private final Promise<String> promise = Promise.of();
  private int done;
  private boolean cancelled;

  @Override
  public void run() throws Exception {
    again(() -> lock.acquire());
    again(() -> reentrant.acquire());
    again(() -> reentrant.tryAcquire());
    var permit = again(() -> semaphore.acquire(2));
    var reading = again(() -> shared.read());
    Task<?> waiting = again(() -> spawn(this::useAll));
    Task<?> shielded = again(() -> spawn(this::shield));

    againRun(() -> yieldNow());
    againRun(() -> lock.release());
    againRun(() -> reentrant.release());
    againRun(() -> reentrant.release());
    againRun(() -> sleep(ofMillis(1)));
    againRun(() -> permit.close());
    againRun(() -> sleep(ofMillis(1)));
    againRun(() -> reading.close());
    againRun(() -> sleep(ofMillis(1)));
    expect(again(() -> queue.tryPut(1)), "a waiting task takes the item");
    againRun(() -> sleep(ofMillis(1)));
    expect(again(() -> channel.trySend(2)), "a waiting task receives the item");
    againRun(() -> event.set());
    againRun(() -> sleep(ofMillis(1)));
    againRun(() -> promise.complete("value"));
    againRun(() -> waiting.join());
    expect(done == 1, "the other task has done all once, and not " + done);

    groups();
    againRun(() -> shielded.cancel());
    expect(cancelled, "a cancellation arrives after the shield");
    tryAll();
  }

  /** Waits for everything, in the order in which it becomes free. */
  private void useAll() throws Exception {
    againRun(() -> lock.acquire());
    againRun(() -> lock.release());
    againRun(() -> reentrant.acquire());
    againRun(() -> reentrant.release());
    var permits = again(() -> semaphore.acquire(3));
    againRun(() -> permits.close());
    var writing = again(() -> shared.write());
    againRun(() -> writing.close());
    expect(again(() -> queue.get()) == 1, "the item");
    expect(again(() -> channel.receive()) == 2, "the item of the channel");
    againRun(() -> event.await());
    expect(again(() -> promise.await()).equals("value"), "the value");
    done++;
  }

  private void shield() throws Exception {
    againRun(() -> withoutCancellation(() -> sleep(ofMillis(1))));
    expect(!again(() -> ignoreAfter(ofMillis(1), () -> sleep(ofMillis(5)))), "the deadline passes");
    try {
      againRun(() -> sleep(ofDays(1)));
    } catch (Cancelled arrived) {
      cancelled = true;
      throw arrived;
    }
  }

  private static void groups() throws Exception {
    var group = again(() -> TaskGroup.<Integer>open());
    for (int i = 0; i < 2; i++) {
      again(() -> group.spawn(() -> 1));
    }
    againRun(() -> group.join());
    expect(group.results().size() == 2, "two results");
    againRun(() -> group.close());

    var left = again(() -> TaskGroup.<Void>open());
    Task<?> member = again(() -> left.spawn(() -> sleep(ofDays(1))));
    againRun(() -> left.requestCancel("enough"));
    againRun(() -> left.close());
    expect(member.outcome().isPresent(), "no member outlives the block");
  }

  /** All is free again, and nothing is left in the queue. */
  private void tryAll() throws Exception {
    expect(again(() -> lock.tryAcquire()), "the lock is free");
    againRun(() -> lock.release());
    expect(again(() -> reentrant.tryAcquire()), "the reentrant lock is free");
    againRun(() -> reentrant.release());
    expect(semaphore.available() == 3, "all permits are back");
    var permit = again(() -> semaphore.tryAcquire(3)).orElseThrow();
    againRun(() -> permit.close());
    expect(semaphore.holders().isEmpty(), "no task has a permit");
    var writing = again(() -> shared.tryWrite()).orElseThrow();
    againRun(() -> writing.close());
    expect(shared.holders().isEmpty(), "no task holds the lock");
    expect(again(() -> queue.tryPut(3)), "there is room");
    expect(again(() -> queue.tryGet()).orElseThrow() == 3, "the last item");
    againRun(() -> queue.close());
    againRun(() -> channel.close());
    expect(again(() -> event.isSet()), "the event");
    againRun(() -> event.clear());
    expect(!again(() -> event.isSet()), "the event is cleared");
  }

  private static <T> T again(AsyncCallable<T, Exception> operation) throws Exception {
    try {
      return operation.call();
    } catch (StackOverflowError tooDeep) {
      return operation.call();
    }
  }

  private static void againRun(AsyncRunnable<Exception> operation) throws Exception {
    try {
      operation.run();
    } catch (StackOverflowError tooDeep) {
      operation.run();
    }
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }
}
