package dev.gonzo.queue;

import dev.gonzo.KernelEndedException;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a queue or channel, and the steps that change it. {@link QueueOperations} does the
 * waiting.
 *
 * <pre>
 *   OPEN -> CLOSED      by close: no more items can be put; kept items can be taken
 *   OPEN, CLOSED -> DISCARDED   by discard: no more items can be taken either
 * </pre>
 *
 * <p>If it was closed with a cause, it keeps the cause for all later callers. If its kernel has
 * ended, it refuses joiners, because unfinished items may never be reported as done.
 *
 * <p>Invariants: while a getter waits, no item is kept and no putter waits. While a putter waits,
 * the buffer is full.
 */
final class QueueState<T> extends StateLock implements Source<T>, Sink<T> {
  enum State {
    OPEN,
    CLOSED,
    DISCARDED
  }

  final QueueOptions<T> options;
  private final ItemBuffer<T> items;
  private final WaitNode.WaitList<T> getters = new WaitNode.WaitList<>();
  private final WaitNode.WaitList<T> putters = new WaitNode.WaitList<>();
  private final WaitNode.WaitList<T> joiners = new WaitNode.WaitList<>();
  private State state = State.OPEN;
  private @Nullable Throwable cause;
  // The number of items that were put and have not been reported as done.
  private long unfinished;
  private boolean orphaned;

  QueueState(QueueOptions<T> options) {
    super(options.isUniversal());
    this.options = options;
    this.items = options.order().store();
  }

  @Override
  public StateLock stateLock() {
    return this;
  }

  // ---------------------------------------------------------------- steps

  /** Passes an item to the first waiting getter, or keeps it; false if the buffer is full. */
  @Override
  public boolean offer(T item) {
    if (state != State.OPEN) {
      throw putRefused();
    }
    if (!handOver(item)) {
      if (items.size() >= options.capacity()) {
        return false;
      }
      items.add(item);
    }
    unfinished++;
    return true;
  }

  private boolean handOver(T item) {
    for (WaitNode<T> node = getters.poll(); node != null; node = getters.poll()) {
      node.item = item;
      if (complete(node.waiter, node)) {
        return true;
      }
      node.item = null;
    }
    return false;
  }

  /** Takes an item, or returns null if there is none now. */
  @Override
  public @Nullable T poll() {
    if (state == State.DISCARDED) {
      throw getRefused();
    }
    T item = items.size() > 0 ? takeAndRefill() : takeFromPutter();
    if (item == null && state == State.CLOSED) {
      throw getRefused();
    }
    return item;
  }

  /** Takes an item that is kept, and keeps that of a waiting putter in its place. */
  private @Nullable T takeAndRefill() {
    if (items.size() <= options.capacity()) {
      for (WaitNode<T> node = putters.peek(); node != null; node = putters.peek()) {
        T next = Objects.requireNonNull(node.item, "a putter without an item");
        items.prepareToReplace(next); // a comparator that throws must not lose either item
        WaitNode<T> _ = putters.poll();
        if (complete(node.waiter, node)) {
          unfinished++;
          return items.replaceFirst(next);
        }
      }
    }
    return items.take();
  }

  private @Nullable T takeFromPutter() {
    for (WaitNode<T> node = putters.poll(); node != null; node = putters.poll()) {
      if (complete(node.waiter, node)) {
        unfinished++;
        return node.item;
      }
    }
    return null;
  }

  @Override
  public void waitToGet(WaitNode<T> node) {
    getters.add(node);
  }

  @Override
  public void waitToPut(WaitNode<T> node) {
    putters.add(node);
  }

  /** Enqueues the node until all items are done; false if there are no unfinished items. */
  boolean waitForAllDone(WaitNode<T> node) {
    if (unfinished == 0) {
      return false;
    }
    if (orphaned) {
      throw joinRefused();
    }
    joiners.add(node);
    return true;
  }

  void taskDone() {
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() was called more often than items were put: call it only once for each item");
    }
    joiners.requireReachable();
    done(1);
  }

  private void done(long count) {
    unfinished -= count;
    if (unfinished == 0) {
      for (WaitNode<T> node = joiners.poll(); node != null; node = joiners.poll()) {
        boolean _ = complete(node.waiter, node);
      }
    }
  }

  // ---------------------------------------------------------------- ends

  @Override
  protected void close() {
    if (state == State.OPEN) {
      putters.requireReachable();
      getters.requireReachable();
      state = State.CLOSED;
      refuse(putters);
      // Waiting getters will get no item, because none is kept.
      refuse(getters);
    }
  }

  @Override
  protected void closeWithKernel(@Nullable KernelEndedException failed) {
    orphaned = true;
    if (state == State.OPEN) {
      cause = failed;
      close();
    }
    refuse(joiners);
  }

  /** Closes it with a cause, in a step of its own. Without effect if it is closed. */
  void shut(Throwable cause) {
    StackReserve.requireForOperation();
    enter();
    try {
      if (state == State.OPEN) {
        this.cause = cause;
        close();
      }
    } finally {
      leave();
    }
  }

  /** Discards the queue, and returns the items that were kept. */
  List<T> discard() {
    var dropped = new ArrayList<T>(items.size()); // first: without memory nothing is changed
    if (state != State.DISCARDED) {
      putters.requireReachable();
      getters.requireReachable();
      joiners.requireReachable();
      state = State.DISCARDED;
      refuse(putters);
      refuse(getters);
      for (T item = items.takeAny(); item != null; item = items.takeAny()) {
        dropped.add(item);
      }
      if (!dropped.isEmpty()) {
        done(Math.min(dropped.size(), unfinished));
      }
    }
    return dropped;
  }

  private void refuse(WaitNode.WaitList<T> list) {
    for (WaitNode<T> node = list.poll(); node != null; node = list.poll()) {
      // Must be set before the waiter can see the node.
      node.refused = true;
      boolean _ = complete(node.waiter, node);
    }
  }

  @Override
  public RuntimeException putRefused() {
    if (state == State.DISCARDED) {
      return new BrokenException("the receiving side has discarded it, so it takes no more items");
    }
    return cause == null
        ? new ClosedException("it is closed: no more items can be put")
        : new ClosedException("it was closed with a cause: no more items can be put", cause);
  }

  KernelEndedException joinRefused() {
    return new KernelEndedException(
        "the kernel in which the queue was created has ended, and "
            + unfinished
            + " items were not reported as done");
  }

  @Override
  public RuntimeException getRefused() {
    if (state == State.DISCARDED) {
      return new ClosedException("it was discarded: no more items can be taken");
    }
    return cause == null
        ? new DrainedException()
        : new ClosedException(
            "it was closed with a cause, and the last item has been taken", cause);
  }

  @Override
  public void undelivered(T item) {
    options.onUndelivered().accept(item);
  }

  boolean isClosed() {
    return state != State.OPEN;
  }

  int size() {
    return items.size();
  }

  int waitingGetters() {
    return getters.size();
  }

  int waitingJoiners() {
    return joiners.size();
  }

  int waitingPutters() {
    return putters.size();
  }

  long unfinished() {
    return unfinished;
  }

  @Override
  public String toString() {
    enter();
    try {
      return "Queue["
          + size()
          + (options.capacity() == Integer.MAX_VALUE ? "" : " of " + options.capacity())
          + (isClosed() ? ", closed" : "")
          + "]";
    } finally {
      leave();
    }
  }
}
