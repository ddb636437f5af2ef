package dev.gonzo.queue;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the operations that a {@link Select#select select} waits for, with the action to run if it
 * is chosen. Created by {@link Channel#onReceive}, {@link Channel#onSend}, {@link Select#after} and
 * {@link Select#otherwise}; for use in only one select.
 *
 * @param <R> the type of the select's result
 */
public abstract sealed class Clause<R extends @Nullable Object> {
  Clause() {}

  /** Runs the action of the chosen clause, after the select. */
  abstract R act();

  /** A clause that can wait in an exchange. */
  abstract static sealed class Exchanging<T, R extends @Nullable Object> extends Clause<R> {
    final Exchange<T> exchange;

    Exchanging(Exchange<T> exchange) {
      this.exchange = exchange;
    }

    /** Tries the operation at once; throws if it can never succeed. Called inside a step. */
    abstract boolean attempt();

    /** Enqueues the waiter in the exchange. Called inside a step. */
    abstract void await(Place<T> place);

    /** Takes the result of a completed place. */
    abstract void complete(Place<T> place);
  }

  /** Receives an item. */
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
        throw new AssertionError("a chosen clause has no item");
      }
      return action.apply(item);
    }
  }

  /** Sends an item. */
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

  /** Chosen if no other clause was ready within the limit; at once if there is no limit. */
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
