package dev.gonzo.queue;

import dev.gonzo.wait.CloseWithKernel;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue: its state, and the link that closes it with its kernel. */
sealed class ExchangeQueue<T> implements Queue<T> permits PriorityQueue {
  final QueueState<T> state;
  private final @Nullable CloseWithKernel closing;

  ExchangeQueue(QueueOptions<T> options) {
    state = new QueueState<>(options);
    closing = CloseWithKernel.bind(state);
  }

  @Override
  public void put(T item) {
    QueueOperations.put(state, item);
  }

  @Override
  public T get() {
    return QueueOperations.get(state);
  }

  @Override
  public boolean tryPut(T item) {
    return QueueOperations.tryPut(state, item);
  }

  @Override
  public Optional<T> tryGet() {
    return Optional.ofNullable(QueueOperations.tryGet(state));
  }

  @Override
  public Iterator<T> iterator() {
    return new Items<>(state);
  }

  @Override
  public <R extends @Nullable Object> SelectClause<R> onGet(
      Function<? super T, ? extends R> action) {
    return new SelectClause.Receive<>(state, action);
  }

  @Override
  public <R extends @Nullable Object> SelectClause<R> onPut(T item, Supplier<? extends R> action) {
    return new SelectClause.Send<>(state, item, action);
  }

  @Override
  public void taskDone() {
    QueueOperations.taskDone(state);
  }

  @Override
  public void join() {
    QueueOperations.join(state);
  }

  @Override
  public void close() {
    QueueOperations.requireInsideUnlessUniversal(state);
    state.shut();
    release();
  }

  @Override
  public void close(Throwable cause) {
    Objects.requireNonNull(
        cause, "the cause must not be null: use close() to close without a cause");
    QueueOperations.requireInsideUnlessUniversal(state);
    state.shut(cause);
    release();
  }

  @Override
  public void discard() {
    QueueOperations.requireInsideUnlessUniversal(state);
    try {
      QueueOperations.discard(state);
    } finally {
      release();
    }
  }

  /** Tasks that wait in {@code join} still need the end of the kernel. */
  private void release() {
    if (closing != null && !QueueOperations.isJoined(state)) {
      closing.release();
    }
  }

  @Override
  public int size() {
    return QueueOperations.size(state);
  }

  @Override
  public int capacity() {
    return state.options.capacity();
  }

  @Override
  public boolean isClosed() {
    return QueueOperations.isClosed(state);
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
