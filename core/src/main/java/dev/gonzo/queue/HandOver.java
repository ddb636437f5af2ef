package dev.gonzo.queue;

import dev.gonzo.Coroutine;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.universal.Colour;
import dev.gonzo.universal.Waiter;
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

  private HandOver() {}

  static void checkpoint(boolean universal) {
    if (universal) {
      Colour.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
  }

  /** A local exchange belongs to a kernel's tasks, also for what does not suspend. */
  static void requireColour(Exchange<?> exchange) {
    if (!exchange.isUniversal()) {
      Coroutine.requireInside();
    }
  }

  static <T> void put(Exchange<T> exchange, T item) {
    Objects.requireNonNull(item, "an item is not null");
    try {
      checkpoint(exchange.isUniversal());
      if (!offer(exchange, item)) {
        waitToPut(exchange, item);
      }
    } catch (Throwable thrown) {
      undelivered(exchange, item, thrown);
      throw thrown;
    }
  }

  static <T> boolean tryPut(Exchange<T> exchange, T item) {
    requireColour(exchange);
    return offer(exchange, Objects.requireNonNull(item, "an item is not null"));
  }

  private static <T> boolean offer(Exchange<T> exchange, T item) {
    exchange.enter();
    try {
      return exchange.offer(item);
    } finally {
      exchange.leave();
    }
  }

  private static <T> void waitToPut(Exchange<T> exchange, T item) {
    try (Waiter waiter = exchange.newWaiter()) {
      while (true) {
        var place = new Place<>(waiter, item);
        exchange.enter();
        try {
          if (exchange.offer(item)) {
            return;
          }
          exchange.waitToPut(place);
        } finally {
          exchange.leave();
        }
        if (await(exchange, place)) {
          if (place.refused) {
            throw exchange.putRefused();
          }
          return;
        }
      }
    }
  }

  static <T> T get(Exchange<T> exchange) {
    checkpoint(exchange.isUniversal());
    T item = poll(exchange);
    return item != null ? item : waitToGet(exchange);
  }

  static <T> @Nullable T tryGet(Exchange<T> exchange) {
    requireColour(exchange);
    return poll(exchange);
  }

  private static <T> @Nullable T poll(Exchange<T> exchange) {
    exchange.enter();
    try {
      return exchange.poll();
    } finally {
      exchange.leave();
    }
  }

  private static <T> T waitToGet(Exchange<T> exchange) {
    try (Waiter waiter = exchange.newWaiter()) {
      while (true) {
        var place = new Place<T>(waiter, null);
        exchange.enter();
        try {
          T item = exchange.poll();
          if (item != null) {
            return item;
          }
          exchange.waitToGet(place);
        } finally {
          exchange.leave();
        }
        if (await(exchange, place)) {
          if (place.refused) {
            throw exchange.getRefused();
          }
          return Objects.requireNonNull(place.item, "a completed getter has its item");
        }
      }
    }
  }

  /** False if nobody completed the wait, though it is over: a driver by hand may do that. */
  private static boolean await(Exchange<?> exchange, Place<?> place) {
    boolean completed = false;
    try {
      completed = place.waiter.await(null) != null;
      return completed;
    } finally {
      if (!completed) {
        leave(exchange, place);
      }
    }
  }

  static void leave(Exchange<?> exchange, Place<?> place) {
    exchange.enter();
    try {
      place.leave();
    } finally {
      exchange.leave();
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

  static void close(Exchange<?> exchange) {
    exchange.enter();
    try {
      exchange.close();
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
        exchange.shape.onUndelivered().accept(item);
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

  private static <T> void undelivered(Exchange<T> exchange, T item, Throwable why) {
    try {
      exchange.shape.onUndelivered().accept(item);
    } catch (Throwable failed) {
      why.addSuppressed(failed);
    }
  }
}
