package dev.gonzo.queue;

import dev.gonzo.universal.EndsWithKernel;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue: an exchange, and the bond that closes it with its kernel. */
sealed class ExchangeQueue<T> implements Queue<T> permits PriorityQueue {
  final Exchange<T> exchange;
  private final @Nullable EndsWithKernel bond;

  ExchangeQueue(Shape<T> shape) {
    exchange = new Exchange<>(shape);
    bond = EndsWithKernel.bind(exchange);
  }

  @Override
  public void put(T item) {
    HandOver.put(exchange, item);
  }

  @Override
  public T get() {
    return HandOver.get(exchange);
  }

  @Override
  public boolean tryPut(T item) {
    return HandOver.tryPut(exchange, item);
  }

  @Override
  public Optional<T> tryGet() {
    return Optional.ofNullable(HandOver.tryGet(exchange));
  }

  @Override
  public Iterator<T> iterator() {
    return new Items<>(exchange);
  }

  @Override
  public <R extends @Nullable Object> Clause<R> onGet(Function<? super T, ? extends R> action) {
    return new Clause.Receive<>(exchange, action);
  }

  @Override
  public <R extends @Nullable Object> Clause<R> onPut(T item, Supplier<? extends R> action) {
    return new Clause.Send<>(exchange, item, action);
  }

  @Override
  public void taskDone() {
    HandOver.taskDone(exchange);
  }

  @Override
  public void join() {
    HandOver.join(exchange);
  }

  @Override
  public void close() {
    HandOver.requireColour(exchange);
    exchange.shut();
    release();
  }

  @Override
  public void close(Throwable cause) {
    Objects.requireNonNull(
        cause, "the cause must not be null: use close() to close without a cause");
    HandOver.requireColour(exchange);
    exchange.shut(cause);
    release();
  }

  @Override
  public void discard() {
    HandOver.requireColour(exchange);
    release();
    HandOver.discard(exchange);
  }

  private void release() {
    if (bond != null) {
      bond.release();
    }
  }

  @Override
  public int size() {
    return HandOver.size(exchange);
  }

  @Override
  public int capacity() {
    return exchange.shape.capacity();
  }

  @Override
  public boolean isClosed() {
    return HandOver.isClosed(exchange);
  }

  @Override
  public String toString() {
    return exchange.toString();
  }
}
