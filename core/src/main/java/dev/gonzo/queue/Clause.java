package dev.gonzo.queue;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a {@link Select#select select} waits for, and what to do when it is the
 * one. Made by {@link Channel#onReceive}, {@link Channel#onSend}, {@link Select#after} and {@link
 * Select#otherwise}; used in one select.
 *
 * @param <R> what the select answers
 */
public abstract sealed class Clause<R extends @Nullable Object> {
  Clause() {}

  /** What happens when it was chosen, after the select. */
  abstract R act();

  /** One that waits in a line of an exchange. */
  abstract static sealed class Exchanging<T, R extends @Nullable Object> extends Clause<R> {
    final Exchange<T> exchange;

    Exchanging(Exchange<T> exchange) {
      this.exchange = exchange;
    }

    /** A step: does it at once if that is possible. Throws if it never will be. */
    abstract boolean attempt();

    /** A step: stands in line. */
    abstract void await(Place<T> place);

    /** The place was completed: what came with it. */
    abstract void complete(Place<T> place);
  }

  /** Takes an item. */
  static final class Receive<T, R extends @Nullable Object> extends Exchanging<T, R> {
    private final Function<? super T, ? extends R> action;
    private @Nullable T received;

    Receive(Exchange<T> exchange, Function<? super T, ? extends R> action) {
      super(exchange);
      this.action = action;
    }

    @Override
    boolean attempt() {
      received = exchange.poll();
      return received != null;
    }

    @Override
    void await(Place<T> place) {
      exchange.waitToGet(place);
    }

    @Override
    void complete(Place<T> place) {
      if (place.refused) {
        throw exchange.getRefused();
      }
      received = place.item;
    }

    @Override
    R act() {
      T item = received;
      if (item == null) {
        throw new AssertionError("a chosen clause has received its item");
      }
      return action.apply(item);
    }
  }

  /** Hands an item in. */
  static final class Send<T, R extends @Nullable Object> extends Exchanging<T, R> {
    private final T item;
    private final Supplier<? extends R> action;

    Send(Exchange<T> exchange, T item, Supplier<? extends R> action) {
      super(exchange);
      this.item = item;
      this.action = action;
    }

    @Override
    boolean attempt() {
      return exchange.offer(item);
    }

    @Override
    void await(Place<T> place) {
      place.item = item;
      exchange.waitToPut(place);
    }

    @Override
    void complete(Place<T> place) {
      if (place.refused) {
        throw exchange.putRefused();
      }
    }

    @Override
    R act() {
      return action.get();
    }
  }

  /** Is chosen when nothing else was for a while; at once, without a limit. */
  static final class Otherwise<R extends @Nullable Object> extends Clause<R> {
    final @Nullable Duration limit;
    private final Supplier<? extends R> action;

    Otherwise(@Nullable Duration limit, Supplier<? extends R> action) {
      this.limit = limit;
      this.action = action;
    }

    @Override
    R act() {
      return action.get();
    }
  }
}
