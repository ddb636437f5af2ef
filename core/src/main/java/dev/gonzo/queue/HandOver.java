package dev.gonzo.queue;

import dev.gonzo.Coroutine;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.YieldTurn;
import dev.gonzo.universal.Colour;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Waiter;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What queues and channels do with their exchange: one step if that is enough, and else a wait.
 *
 * <p>Each wait is registered in the same step that found nothing to do, so that no hand-over can
 * come between.
 */
final class HandOver {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  /** So long a subscriber elsewhere may take nothing before it counts as slow. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private HandOver() {}

  static void checkpoint(boolean universal) {
    if (universal) {
      Colour.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
  }

  /** What is local belongs to a kernel's tasks, also for what does not suspend. */
  static void requireColour(Guard guard) {
    if (!guard.isUniversal()) {
      Coroutine.requireInside();
    }
  }

  static <T> void put(Sink<T> sink, T item) {
    Objects.requireNonNull(item, "an item is not null");
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
   * Sends to all under {@link SlowConsumers#fail}. Subscribers that are full are given a turn; who
   * takes something then is not slow, and the sender looks again.
   */
  static <T> void putOrCutOff(Hub<T> hub, T item) {
    Objects.requireNonNull(item, "an item is not null");
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

  /** On one kernel each ready task has a turn before the sender goes on. */
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

  /** To those elsewhere only time gives a chance; the sender goes on as soon as all have room. */
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
    return offer(sink, Objects.requireNonNull(item, "an item is not null"));
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
    Guard guard = sink.guard();
    try (Waiter waiter = guard.newWaiter()) {
      while (true) {
        var place = new Place<>(waiter, item);
        guard.enter();
        try {
          if (sink.offer(item)) {
            return;
          }
          sink.waitToPut(place);
        } finally {
          guard.leave();
        }
        if (await(guard, place)) {
          if (place.refused) {
            throw sink.putRefused();
          }
          return;
        }
      }
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
    Guard guard = source.guard();
    try (Waiter waiter = guard.newWaiter()) {
      while (true) {
        var place = new Place<T>(waiter, null);
        guard.enter();
        try {
          T item = source.poll();
          if (item != null) {
            return item;
          }
          source.waitToGet(place);
        } finally {
          guard.leave();
        }
        if (await(guard, place)) {
          if (place.refused) {
            throw source.getRefused();
          }
          return Objects.requireNonNull(place.item, "a completed getter has its item");
        }
      }
    }
  }

  private static boolean await(Guard guard, Place<?> place) {
    return await(guard, place, null);
  }

  /**
   * False if nobody completed the wait, though it is over: the limit has passed, or a driver by
   * hand let it go on.
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
    try (Waiter waiter = exchange.newWaiter()) {
      Place<T> place;
      do {
        place = new Place<>(waiter, null);
        exchange.enter();
        try {
          if (!exchange.waitForAllDone(place)) {
            return;
          }
        } finally {
          exchange.leave();
        }
      } while (!await(exchange, place));
    }
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
    exchange.enter();
    try {
      dropped = exchange.discard();
    } finally {
      exchange.leave();
    }
    giveAll(exchange, dropped);
  }

  /** Also when the hook throws: the others are still to be handed to it. */
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
