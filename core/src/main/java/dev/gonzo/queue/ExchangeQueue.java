package dev.gonzo.queue;

import dev.gonzo.universal.CloseWithKernel;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue: an exchange, and the bond that closes it with its kernel. */
sealed class ExchangeQueue<T> implements Queue<T> permits PriorityQueue {
  final QueueState<T> exchange;
  private final @Nullable CloseWithKernel bond;

  ExchangeQueue(Shape<T> shape) {
    exchange = new QueueState<>(shape);
    bond = CloseWithKernel.bind(exchange);
  }

  @Override
  public void put(T item) {
    QueueOperations.put(exchange, item);
  }

  @Override
  public T get() {
    return QueueOperations.get(exchange);
  }

  @Override
  public boolean tryPut(T item) {
    return QueueOperations.tryPut(exchange, item);
  }

  @Override
  public Optional<T> tryGet() {
    return Optional.ofNullable(QueueOperations.tryGet(exchange));
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
    QueueOperations.taskDone(exchange);
  }

  @Override
  public void join() {
    QueueOperations.join(exchange);
  }

  @Override
  public void close() {
    QueueOperations.requireInsideUnlessUniversal(exchange);
    exchange.shut();
    release();
  }

  @Override
  public void close(Throwable cause) {
    Objects.requireNonNull(
        cause, "the cause must not be null: use close() to close without a cause");
    QueueOperations.requireInsideUnlessUniversal(exchange);
    exchange.shut(cause);
    release();
  }

  @Override
  public void discard() {
    QueueOperations.requireInsideUnlessUniversal(exchange);
    release();
    QueueOperations.discard(exchange);
  }

  private void release() {
    if (bond != null) {
      bond.release();
    }
  }

  @Override
  public int size() {
    return QueueOperations.size(exchange);
  }

  @Override
  public int capacity() {
    return exchange.shape.capacity();
  }

  @Override
  public boolean isClosed() {
    return QueueOperations.isClosed(exchange);
  }

  @Override
  public String toString() {
    return exchange.toString();
  }
}
