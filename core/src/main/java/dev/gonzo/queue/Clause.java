package dev.gonzo.queue;

import dev.gonzo.universal.Gate;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the operations that a {@link Select#select select} waits for, with the action to run if it
 * is chosen. Created by {@link Channel#onReceive}, {@link Channel#onSend}, {@link Queue#onGet},
 * {@link Queue#onPut}, {@link Subscription#onReceive}, {@link dev.gonzo.sync.Promise#onValue},
 * {@link dev.gonzo.sync.Event#onSet}, {@link dev.gonzo.Task#onJoin}, {@link dev.gonzo.Task#onEnd},
 * {@link Select#after} and {@link Select#otherwise}; for use in only one select.
 *
 * @param <R> the type of the select's result
 */
public abstract sealed class Clause<R extends @Nullable Object> {
  Clause() {}

  /** Runs the action of the chosen clause, after the select. */
  abstract R act();

  /**
   * A clause that waits for the result of a gate. For the other packages of Gonzo: programs cannot
   * name a gate. Never suspends.
   *
   * @param gate returns the gate; called once, when the select begins; throws if the caller may not
   *     wait there
   * @param action the action for the result
   * @param <S> the type of the gate's result
   * @param <R> the type of the action's result
   * @return the clause
   */
  public static <S, R extends @Nullable Object> Clause<R> passing(
      Supplier<Gate<S>> gate, Function<? super S, ? extends R> action) {
    return new Passing<>(gate, Objects.requireNonNull(action));
  }

  /** A clause that can wait in the list of a guard. */
  abstract static sealed class Waiting<T, R extends @Nullable Object> extends Clause<R> {
    /** The guard of the list; throws if the caller may not wait there. */
    abstract Guard guard();

    /** Tries the operation at once; throws if it can never succeed. Called inside a step. */
    abstract boolean attempt();

    /** Enqueues the waiter. Called inside a step. */
    abstract void await(Place<T> place);

    /** Takes the result of a completed place. */
    abstract void complete(Place<T> place);
  }

  /** Receives an item. */
  static final class Receive<T, R extends @Nullable Object> extends Waiting<T, R> {
    private final Source<T> source;
    private final Function<? super T, ? extends R> action;
    private @Nullable T received;

    Receive(Source<T> source, Function<? super T, ? extends R> action) {
      this.source = source;
      this.action = Objects.requireNonNull(action);
    }

    @Override
    Guard guard() {
      return source.guard();
    }

    @Override
    boolean attempt() {
      received = source.poll();
      return received != null;
    }

    @Override
    void await(Place<T> place) {
      source.waitToGet(place);
    }

    @Override
    void complete(Place<T> place) {
      if (place.refused) {
        throw source.getRefused();
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
  static final class Send<T, R extends @Nullable Object> extends Waiting<T, R> {
    private final Sink<T> sink;
    private final T item;
    private final Supplier<? extends R> action;

    Send(Sink<T> sink, T item, Supplier<? extends R> action) {
      this.sink = sink;
      this.item = Objects.requireNonNull(item, "an item must not be null");
      this.action = Objects.requireNonNull(action);
    }

    @Override
    Guard guard() {
      return sink.guard();
    }

    @Override
    boolean attempt() {
      return sink.offer(item);
    }

    @Override
    void await(Place<T> place) {
      place.item = item;
      sink.waitToPut(place);
    }

    @Override
    void complete(Place<T> place) {
      if (place.refused) {
        throw sink.putRefused();
      }
    }

    @Override
    R act() {
      return action.get();
    }
  }

  /** Waits for the result of a gate. */
  private static final class Passing<S, R extends @Nullable Object> extends Waiting<S, R> {
    private final Supplier<Gate<S>> supplier;
    private final Function<? super S, ? extends R> action;
    private @Nullable Gate<S> gate;
    private @Nullable S passed;

    Passing(Supplier<Gate<S>> supplier, Function<? super S, ? extends R> action) {
      this.supplier = supplier;
      this.action = action;
    }

    @Override
    Gate<S> guard() {
      if (gate == null) {
        gate = supplier.get();
      }
      return gate;
    }

    @Override
    boolean attempt() {
      passed = guard().poll();
      return passed != null;
    }

    @Override
    void await(Place<S> place) {
      guard().waitToPass(place);
    }

    @Override
    void complete(Place<S> place) {
      passed = guard().passed(place);
    }

    @Override
    R act() {
      return action.apply(Objects.requireNonNull(passed, "a chosen clause has its result"));
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
