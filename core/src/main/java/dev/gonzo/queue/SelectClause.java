package dev.gonzo.queue;

import dev.gonzo.wait.Latch;
import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
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
public abstract sealed class SelectClause<R extends @Nullable Object> {
  SelectClause() {}

  /** Runs the action of the chosen clause, after the select. */
  abstract R act();

  /**
   * A clause that waits for the result of a latch. For the other packages of Gonzo: programs cannot
   * name a latch. Never suspends.
   *
   * @param latch returns the latch; called once, when the select begins; throws if the caller may
   *     not wait there
   * @param action the action for the result
   * @param <S> the type of the latch's result
   * @param <R> the type of the action's result
   * @return the clause
   */
  public static <S, R extends @Nullable Object> SelectClause<R> passing(
      Supplier<Latch<S>> latch, Function<? super S, ? extends R> action) {
    return new Passing<>(latch, Objects.requireNonNull(action));
  }

  /** A clause that can wait in a list that a lock protects. */
  abstract static sealed class Waiting<T, R extends @Nullable Object> extends SelectClause<R> {
    /** The lock that protects the list; throws if the caller may not wait there. */
    abstract StateLock stateLock();

    /** Tries the operation at once; throws if it can never succeed. Called inside a step. */
    abstract boolean attempt();

    /** Enqueues the waiter. Called inside a step. */
    abstract void await(WaitNode<T> node);

    /** Takes the result of a completed node. */
    abstract void complete(WaitNode<T> node);
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
    StateLock stateLock() {
      return source.stateLock();
    }

    @Override
    boolean attempt() {
      received = source.poll();
      return received != null;
    }

    @Override
    void await(WaitNode<T> node) {
      source.waitToGet(node);
    }

    @Override
    void complete(WaitNode<T> node) {
      if (node.refused) {
        throw source.getRefused();
      }
      received = node.item;
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
    StateLock stateLock() {
      return sink.stateLock();
    }

    @Override
    boolean attempt() {
      return sink.offer(item);
    }

    @Override
    void await(WaitNode<T> node) {
      node.item = item;
      sink.waitToPut(node);
    }

    @Override
    void complete(WaitNode<T> node) {
      if (node.refused) {
        throw sink.putRefused();
      }
    }

    @Override
    R act() {
      return action.get();
    }
  }

  /** Waits for the result of a latch. */
  private static final class Passing<S, R extends @Nullable Object> extends Waiting<S, R> {
    private final Supplier<Latch<S>> supplier;
    private final Function<? super S, ? extends R> action;
    private @Nullable Latch<S> latch;
    private @Nullable S passed;

    Passing(Supplier<Latch<S>> supplier, Function<? super S, ? extends R> action) {
      this.supplier = supplier;
      this.action = action;
    }

    @Override
    Latch<S> stateLock() {
      if (latch == null) {
        latch = supplier.get();
      }
      return latch;
    }

    @Override
    boolean attempt() {
      passed = stateLock().poll();
      return passed != null;
    }

    @Override
    void await(WaitNode<S> node) {
      stateLock().waitToPass(node);
    }

    @Override
    void complete(WaitNode<S> node) {
      passed = stateLock().passed(node);
    }

    @Override
    R act() {
      return action.apply(Objects.requireNonNull(passed, "a chosen clause has its result"));
    }
  }

  /** Chosen if no other clause was ready within the limit; at once if there is no limit. */
  static final class Otherwise<R extends @Nullable Object> extends SelectClause<R> {
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
