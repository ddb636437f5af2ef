package dev.gonzo.queue;

import dev.gonzo.Coroutine;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.YieldTurn;
import dev.gonzo.universal.Colour;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import dev.gonzo.universal.Waiter;
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
final class HandOver {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  /** How long a subscriber of a universal broadcast may take no item before it counts as slow. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private HandOver() {}

  static void checkpoint(boolean universal) {
    if (universal) {
      Colour.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
  }

  /** Throws if a local object is used outside a coroutine, even by a method that never suspends. */
  static void requireColour(Guard guard) {
    StackReserve.requireForOperation();
    if (!guard.isUniversal()) {
      Coroutine.requireInside();
    }
  }

  static <T> void put(Sink<T> sink, T item) {
    Objects.requireNonNull(item, "an item must not be null");
    try {
      checkpoint(sink.guard().isUniversal());
      if (!offer(sink, item)) {
        waitToPut(sink, item);
      }
    } catch (Throwable thrown) {
      try {
        sink.undelivered(item);
      } catch (RuntimeException | Error failed) {
        thrown.addSuppressed(failed);
      }
      throw thrown;
    }
  }

  /**
   * Sends to all subscribers under {@link SlowConsumers#fail}. Subscribers without room get a turn;
   * those that take an item then are not slow, and the sender tries again.
   */
  static <T> void putOrCutOff(Hub<T> hub, T item) {
    Objects.requireNonNull(item, "an item must not be null");
    checkpoint(hub.isUniversal());
    if (offer(hub, item)) {
      return;
    }
    IdentityHashMap<Inbox<T>, Long> takenBefore = new IdentityHashMap<>();
    boolean sent;
    do {
      sent =
          hub.isUniversal() ? offerInTime(hub, item, takenBefore) : offer(hub, item, takenBefore);
    } while (!sent);
  }

  /** On one kernel, each ready task gets a turn before the sender continues. */
  private static <T> boolean offer(
      Hub<T> hub, T item, IdentityHashMap<Inbox<T>, Long> takenBefore) {
    boolean sent;
    hub.enter();
    try {
      sent = hub.offerOrCutOff(item, takenBefore);
    } finally {
      hub.leave();
    }
    if (!sent) {
      Coroutine.trap(new YieldTurn());
    }
    return sent;
  }

  /**
   * For subscribers on other kernels and threads the sender waits a fixed time, or until all have
   * room.
   */
  private static <T> boolean offerInTime(
      Hub<T> hub, T item, IdentityHashMap<Inbox<T>, Long> takenBefore) {
    try (Waiter waiter = hub.newWaiter()) {
      var place = new Place<>(waiter, item);
      hub.enter();
      try {
        if (hub.offerOrCutOff(item, takenBefore)) {
          return true;
        }
        hub.waitToPut(place);
      } finally {
        hub.leave();
      }
      boolean sent = await(hub, place, PATIENCE);
      if (sent && place.refused) {
        throw hub.putRefused();
      }
      return sent;
    }
  }

  static <T> boolean tryPut(Sink<T> sink, T item) {
    requireColour(sink.guard());
    return offer(sink, Objects.requireNonNull(item, "an item must not be null"));
  }

  private static <T> boolean offer(Sink<T> sink, T item) {
    Guard guard = sink.guard();
    guard.enter();
    try {
      return sink.offer(item);
    } finally {
      guard.leave();
    }
  }

  private static <T> void waitToPut(Sink<T> sink, T item) {
    Place<T> place =
        waitFor(
            sink.guard(),
            sink,
            item,
            (to, mine) -> {
              if (to.offer(Objects.requireNonNull(mine.item))) {
                return true;
              }
              to.waitToPut(mine);
              return false;
            });
    if (place.refused) {
      throw sink.putRefused();
    }
  }

  static <T> T get(Source<T> source) {
    checkpoint(source.guard().isUniversal());
    T item = poll(source);
    return item != null ? item : waitToGet(source);
  }

  static <T> @Nullable T tryGet(Source<T> source) {
    requireColour(source.guard());
    return poll(source);
  }

  private static <T> @Nullable T poll(Source<T> source) {
    Guard guard = source.guard();
    guard.enter();
    try {
      return source.poll();
    } finally {
      guard.leave();
    }
  }

  private static <T> T waitToGet(Source<T> source) {
    Place<T> place =
        waitFor(
            source.guard(),
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
    if (place.refused) {
      throw source.getRefused();
    }
    return Objects.requireNonNull(place.item, "a completed getter has no item");
  }

  /**
   * One attempt of an operation, within a step of the guard.
   *
   * @param <S> the queue, or a part of it
   * @param <T> the type of the items
   */
  @FunctionalInterface
  private interface Attempt<S, T> {
    /** Does the operation and returns true; or registers the place, and returns false. */
    boolean doneOrRegistered(S queue, Place<T> mine);
  }

  /** Waits until an attempt has done the operation, or another task has completed the place. */
  private static <S, T> Place<T> waitFor(
      Guard guard, S queue, @Nullable T item, Attempt<S, T> attempt) {
    try (Waiter waiter = guard.newWaiter()) {
      while (true) {
        var place = new Place<>(waiter, item);
        boolean done;
        guard.enter();
        try {
          done = attempt.doneOrRegistered(queue, place);
        } finally {
          guard.leave();
        }
        if (done || await(guard, place, null)) {
          return place;
        }
      }
    }
  }

  /**
   * Waits for the completion of a place; false if the limit has passed, or a driver by hand resumed
   * the task although the place was not completed.
   */
  private static boolean await(Guard guard, Place<?> place, @Nullable Duration limit) {
    boolean completed = false;
    try {
      completed = place.waiter.await(limit) != null;
      return completed;
    } finally {
      if (!completed) {
        leave(guard, place);
      }
    }
  }

  static void leave(Guard guard, Place<?> place) {
    guard.enter();
    try {
      place.leave();
    } finally {
      guard.leave();
    }
  }

  static <T> void join(Exchange<T> exchange) {
    checkpoint(exchange.isUniversal());
    if (unfinished(exchange) == 0) {
      return;
    }
    Place<T> _ = waitFor(exchange, exchange, null, (queue, mine) -> !queue.waitForAllDone(mine));
  }

  static void taskDone(Exchange<?> exchange) {
    requireColour(exchange);
    exchange.enter();
    try {
      exchange.taskDone();
    } finally {
      exchange.leave();
    }
  }

  static <T> void discard(Exchange<T> exchange) {
    List<T> dropped;
    StackReserve.requireForOperation();
    exchange.enter();
    try {
      dropped = exchange.discard();
    } finally {
      exchange.leave();
    }
    giveAll(exchange, dropped);
  }

  /** Passes all items to the hook, even if the hook throws for some of them. */
  private static <T> void giveAll(Exchange<T> exchange, List<T> dropped) {
    Throwable failed = null;
    for (T item : dropped) {
      try {
        exchange.undelivered(item);
      } catch (RuntimeException | Error thrown) {
        if (failed == null) {
          failed = thrown;
        } else {
          failed.addSuppressed(thrown);
        }
      }
    }
    if (failed instanceof Error error) {
      throw error;
    } else if (failed instanceof RuntimeException exception) {
      throw exception;
    }
  }

  static int size(Exchange<?> exchange) {
    exchange.enter();
    try {
      return exchange.size();
    } finally {
      exchange.leave();
    }
  }

  static long unfinished(Exchange<?> exchange) {
    exchange.enter();
    try {
      return exchange.unfinished();
    } finally {
      exchange.leave();
    }
  }

  static boolean isClosed(Exchange<?> exchange) {
    exchange.enter();
    try {
      return exchange.isClosed();
    } finally {
      exchange.leave();
    }
  }
}
