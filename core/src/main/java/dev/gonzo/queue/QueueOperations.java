package dev.gonzo.queue;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;
import static dev.gonzo.trap.SchedulingTrap.YIELD_TURN;

import dev.gonzo.Coroutine;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Causes;
import dev.gonzo.wait.Sharing;
import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import dev.gonzo.wait.Waiter;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * put, get and join on a queue or channel: try once, then wait.
 *
 * <p>A wait is registered in the same step that has found nothing to do, so that no item can be
 * missed between the two.
 */
final class QueueOperations {
  /** How long a subscriber of a universal broadcast may take no item before it counts as slow. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private QueueOperations() {}

  static void checkpoint(boolean universal) {
    if (universal) {
      Sharing.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
  }

  /** Throws if a local object is used outside a coroutine, even by a method that never suspends. */
  static void requireInsideUnlessUniversal(StateLock lock) {
    StackReserve.requireForOperation();
    if (!lock.isUniversal()) {
      Coroutine.requireInside();
    }
  }

  static <T> void put(Sink<T> sink, T item) {
    Objects.requireNonNull(item, "an item must not be null");
    try {
      checkpoint(sink.stateLock().isUniversal());
      if (!offer(sink, item)) {
        waitToPut(sink, item);
      }
    } catch (Throwable thrown) {
      try {
        sink.undelivered(item);
      } catch (RuntimeException | Error failed) {
        boolean _ = Causes.suppress(thrown, failed);
      }
      throw thrown;
    }
  }

  /**
   * Sends to all subscribers under {@link SlowConsumers#fail}. Subscribers without room get a turn;
   * those that take an item then are not slow, and the sender tries again.
   */
  static <T> void putOrCutOff(Subscribers<T> subscribers, T item) {
    Objects.requireNonNull(item, "an item must not be null");
    checkpoint(subscribers.isUniversal());
    if (offer(subscribers, item)) {
      return;
    }
    IdentityHashMap<SubscriberBuffer<T>, Long> takenBefore = new IdentityHashMap<>();
    boolean sent;
    do {
      sent =
          subscribers.isUniversal()
              ? offerInTime(subscribers, item, takenBefore)
              : offer(subscribers, item, takenBefore);
    } while (!sent);
  }

  /** On one kernel, each ready task gets a turn before the sender continues. */
  private static <T> boolean offer(
      Subscribers<T> subscribers, T item, IdentityHashMap<SubscriberBuffer<T>, Long> takenBefore) {
    boolean sent;
    subscribers.enter();
    try {
      sent = subscribers.offerOrCutOff(item, takenBefore);
    } finally {
      subscribers.leave();
    }
    if (!sent) {
      Coroutine.trap(YIELD_TURN);
    }
    return sent;
  }

  /**
   * For subscribers on other kernels and threads the sender waits a fixed time, or until all have
   * room.
   */
  private static <T> boolean offerInTime(
      Subscribers<T> subscribers, T item, IdentityHashMap<SubscriberBuffer<T>, Long> takenBefore) {
    try (Waiter waiter = subscribers.newWaiter()) {
      var node = new WaitNode<>(waiter, item);
      subscribers.enter();
      try {
        if (subscribers.offerOrCutOff(item, takenBefore)) {
          return true;
        }
        subscribers.waitToPut(node);
      } finally {
        subscribers.leave();
      }
      boolean sent = await(subscribers, node, PATIENCE);
      if (sent && node.refused) {
        throw subscribers.putRefused();
      }
      return sent;
    }
  }

  static <T> boolean tryPut(Sink<T> sink, T item) {
    requireInsideUnlessUniversal(sink.stateLock());
    return offer(sink, Objects.requireNonNull(item, "an item must not be null"));
  }

  private static <T> boolean offer(Sink<T> sink, T item) {
    StateLock lock = sink.stateLock();
    lock.enter();
    try {
      return sink.offer(item);
    } finally {
      lock.leave();
    }
  }

  private static <T> void waitToPut(Sink<T> sink, T item) {
    WaitNode<T> node =
        waitFor(
            sink.stateLock(),
            sink,
            item,
            (to, mine) -> {
              if (to.offer(Objects.requireNonNull(mine.item))) {
                return true;
              }
              to.waitToPut(mine);
              return false;
            });
    if (node.refused) {
      cancelFirst(sink.stateLock());
      throw sink.putRefused();
    }
  }

  /**
   * Lets a cancellation arrive that came with the refusal: the end of a kernel closes its universal
   * objects, and cancels the tasks that wait in them.
   */
  private static void cancelFirst(StateLock lock) {
    if (lock.isUniversal()) {
      Sharing.checkpoint();
    }
  }

  static <T> T get(Source<T> source) {
    checkpoint(source.stateLock().isUniversal());
    T item = poll(source);
    return item != null ? item : waitToGet(source);
  }

  static <T> @Nullable T tryGet(Source<T> source) {
    requireInsideUnlessUniversal(source.stateLock());
    return poll(source);
  }

  private static <T> @Nullable T poll(Source<T> source) {
    StateLock lock = source.stateLock();
    lock.enter();
    try {
      return source.poll();
    } finally {
      lock.leave();
    }
  }

  private static <T> T waitToGet(Source<T> source) {
    WaitNode<T> node =
        waitFor(
            source.stateLock(),
            source,
            null,
            (from, mine) -> {
              mine.item = from.poll();
              if (mine.item != null) {
                return true;
              }
              from.waitToGet(mine);
              return false;
            });
    if (node.refused) {
      cancelFirst(source.stateLock());
      throw source.getRefused();
    }
    return Objects.requireNonNull(node.item, "a completed getter has no item");
  }

  /**
   * One attempt of an operation, while the lock is held.
   *
   * @param <S> the queue, or a part of it
   * @param <T> the type of the items
   */
  @FunctionalInterface
  private interface Attempt<S, T> {
    /** Does the operation and returns true; or registers the node, and returns false. */
    boolean doneOrRegistered(S queue, WaitNode<T> mine);
  }

  /** Waits until an attempt has done the operation, or another task has completed the node. */
  private static <S, T> WaitNode<T> waitFor(
      StateLock lock, S queue, @Nullable T item, Attempt<S, T> attempt) {
    try (Waiter waiter = lock.newWaiter()) {
      while (true) {
        var node = new WaitNode<>(waiter, item);
        boolean done;
        lock.enter();
        try {
          done = attempt.doneOrRegistered(queue, node);
        } finally {
          lock.leave();
        }
        if (done || await(lock, node, null)) {
          return node;
        }
      }
    }
  }

  /**
   * Waits for the completion of a node; false if the limit has passed, or a driver by hand resumed
   * the task although the node was not completed.
   */
  private static boolean await(StateLock lock, WaitNode<?> node, @Nullable Duration limit) {
    boolean completed = false;
    try {
      completed = node.waiter.await(limit) != null;
      return completed;
    } finally {
      if (!completed) {
        leave(lock, node);
      }
    }
  }

  static void leave(StateLock lock, WaitNode<?> node) {
    lock.enter();
    try {
      node.leave();
    } finally {
      lock.leave();
    }
  }

  static <T> void join(QueueState<T> state) {
    checkpoint(state.isUniversal());
    if (unfinished(state) == 0) {
      return;
    }
    WaitNode<T> node = waitFor(state, state, null, (queue, mine) -> !queue.waitForAllDone(mine));
    if (node.refused) {
      cancelFirst(state);
      throw joinRefused(state);
    }
  }

  private static RuntimeException joinRefused(QueueState<?> state) {
    state.enter();
    try {
      return state.joinRefused();
    } finally {
      state.leave();
    }
  }

  static boolean isJoined(QueueState<?> state) {
    state.enter();
    try {
      return state.waitingJoiners() > 0;
    } finally {
      state.leave();
    }
  }

  static void taskDone(QueueState<?> state) {
    requireInsideUnlessUniversal(state);
    state.enter();
    try {
      state.taskDone();
    } finally {
      state.leave();
    }
  }

  static <T> void discard(QueueState<T> state) {
    List<T> dropped;
    StackReserve.requireForOperation();
    state.enter();
    try {
      dropped = state.discard();
    } finally {
      state.leave();
    }
    giveAll(state, dropped);
  }

  /** Passes all items to the hook, even if the hook throws for some of them. */
  private static <T> void giveAll(QueueState<T> state, List<T> dropped) {
    Throwable failed = null;
    for (T item : dropped) {
      try {
        state.undelivered(item);
      } catch (RuntimeException | Error thrown) {
        if (failed == null) {
          failed = thrown;
        } else {
          boolean _ = Causes.suppress(/* thrown= */ failed, /* failure= */ thrown);
        }
      }
    }
    if (failed instanceof Error error) {
      throw error;
    } else if (failed instanceof RuntimeException exception) {
      throw exception;
    }
  }

  static int size(QueueState<?> state) {
    state.enter();
    try {
      return state.size();
    } finally {
      state.leave();
    }
  }

  static long unfinished(QueueState<?> state) {
    state.enter();
    try {
      return state.unfinished();
    } finally {
      state.leave();
    }
  }

  static boolean isClosed(QueueState<?> state) {
    state.enter();
    try {
      return state.isClosed();
    } finally {
      state.leave();
    }
  }
}
