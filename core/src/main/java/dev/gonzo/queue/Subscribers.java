package dev.gonzo.queue;

import dev.gonzo.KernelEndedException;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of a broadcast: its subscribers, and the waiting senders. A broadcast and all its
 * subscribers share one lock.
 */
final class Subscribers<T> extends StateLock implements Sink<T> {
  final SlowConsumers policy;
  private final SequencedSet<SubscriberBuffer<T>> buffers = new LinkedHashSet<>();
  private final WaitNode.WaitList<T> senders = new WaitNode.WaitList<>();
  private boolean closed;
  private @Nullable Throwable cause;

  Subscribers(boolean universal, SlowConsumers policy) {
    super(universal);
    this.policy = policy;
  }

  @Override
  public StateLock stateLock() {
    return this;
  }

  /** Sends to all subscribers or to none: a sender that has to wait has delivered nothing. */
  @Override
  public boolean offer(T item) {
    if (closed) {
      throw putRefused();
    }
    if (!allHaveRoom()) {
      return false;
    }
    requireReachable();
    give(item);
    return true;
  }

  /**
   * Cuts off full subscribers that have taken nothing since the sender's last attempt, and then
   * sends to all others. If others are full, it records how many items each has taken, and returns
   * false, so that the sender gives them a turn.
   */
  boolean offerOrCutOff(T item, IdentityHashMap<SubscriberBuffer<T>, Long> takenBefore) {
    if (closed) {
      throw putRefused();
    }
    requireReachable();
    buffers.removeIf(buffer -> {
      Long before = takenBefore.get(buffer);
      return buffer.isFull() && before != null && before == buffer.taken() && buffer.cutOff();
    });
    takenBefore.clear();
    for (SubscriberBuffer<T> buffer : buffers) {
      if (buffer.isFull()) {
        takenBefore.put(buffer, buffer.taken());
      }
    }
    if (!takenBefore.isEmpty()) {
      return false;
    }
    give(item);
    roomMade(); // the subscribers that were cut off may have held up other senders
    return true;
  }

  /** Throws if a task of another kernel waits to send or to receive, before anything changes. */
  private void requireReachable() {
    senders.requireReachable();
    for (SubscriberBuffer<T> buffer : buffers) {
      buffer.requireReachable();
    }
  }

  /** The same, before an item is taken: then a waiting sender's item is given to all. */
  void requireReachableIfSendersWait() {
    if (senders.size() > 0) {
      requireReachable();
    }
  }

  private boolean allHaveRoom() {
    return switch (policy.then()) {
      case SUSPEND, FAIL -> buffers.stream().noneMatch(SubscriberBuffer::isFull);
      case DROP_OLDEST, DROP_NEWEST -> true;
    };
  }

  private void give(T item) {
    buffers.forEach(buffer -> buffer.take(item));
  }

  @Override
  public void waitToPut(WaitNode<T> node) {
    senders.add(node);
  }

  /** Called when a subscriber has taken an item or left: serves waiting senders. */
  void roomMade() {
    while (senders.size() > 0 && allHaveRoom()) {
      WaitNode<T> node = senders.poll();
      if (node != null && complete(node.waiter, node)) {
        T item = node.item;
        if (item != null) {
          give(item);
        }
      }
    }
  }

  SubscriberBuffer<T> subscribe() {
    if (closed) {
      throw putRefused();
    }
    var buffer = new SubscriberBuffer<>(this);
    buffers.add(buffer);
    return buffer;
  }

  void unsubscribe(SubscriberBuffer<T> buffer) {
    buffer.requireReachable();
    requireReachableIfSendersWait();
    buffer.end(SubscriberBuffer.State.LEFT);
    if (buffers.remove(buffer)) {
      roomMade();
    }
  }

  @Override
  protected void close() {
    if (!closed) {
      requireReachable();
      closed = true;
      refuse(senders);
      buffers.forEach(buffer -> buffer.end(SubscriberBuffer.State.CLOSED));
      buffers.clear();
    }
  }

  @Override
  protected void closeWithKernel(@Nullable KernelEndedException failed) {
    if (!closed) {
      cause = failed;
      close();
    }
  }

  /** Closes it with a cause, in a step of its own; without effect if it is closed. */
  void shut(Throwable cause) {
    StackReserve.requireForOperation();
    enter();
    try {
      if (!closed) {
        this.cause = cause;
        close();
      }
    } finally {
      leave();
    }
  }

  void refuse(WaitNode.WaitList<T> list) {
    for (@Nullable WaitNode<T> node = list.poll(); node != null; node = list.poll()) {
      node.refused = true;
      boolean _ = complete(node.waiter, node);
    }
  }

  int count() {
    return buffers.size();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public RuntimeException putRefused() {
    return cause == null
        ? new ClosedException("the broadcast is closed: no more items can be sent")
        : new ClosedException("the broadcast was closed with a cause", cause);
  }

  /** The exception for a subscriber that has taken its last item. */
  RuntimeException drained() {
    return cause == null
        ? new DrainedException()
        : new ClosedException(
            "the broadcast was closed with a cause, and its last item was taken", cause);
  }

  @Override
  public void undelivered(T item) {
    // Nothing to close: an item of a broadcast is shared by all subscribers.
  }

  @Override
  public String toString() {
    return "Broadcast[" + count() + " subscribers]";
  }
}
