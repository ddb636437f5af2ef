package dev.gonzo.queue;

import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The items that a broadcast keeps for one subscriber.
 *
 * <pre>
 *   OPEN -> CLOSED    the broadcast was closed: kept items can be taken
 *   OPEN -> OVERRUN   the subscriber was too slow: the same, and then OverrunException
 *   any  -> LEFT      the subscriber has unsubscribed: nothing is kept
 * </pre>
 */
final class SubscriberBuffer<T> implements Source<T> {
  enum State {
    OPEN,
    CLOSED,
    OVERRUN,
    LEFT
  }

  private final Subscribers<T> subscribers;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final WaitNode.WaitList<T> getters = new WaitNode.WaitList<>();
  private State state = State.OPEN;
  private long missed;
  private long taken;

  SubscriberBuffer(Subscribers<T> subscribers) {
    this.subscribers = subscribers;
  }

  @Override
  public StateLock stateLock() {
    return subscribers;
  }

  boolean isFull() {
    return items.size() >= subscribers.policy.capacity();
  }

  /** Passes an item to a waiting receive, or keeps it. */
  void take(T item) {
    for (WaitNode<T> node = getters.poll(); node != null; node = getters.poll()) {
      node.item = item;
      if (subscribers.complete(node.waiter, node)) {
        return;
      }
      node.item = null;
    }
    if (!isFull()) {
      items.add(item);
      return;
    }
    missed++;
    switch (subscribers.policy.then()) {
      case SUSPEND, FAIL ->
          throw new AssertionError("an item was sent before all subscribers had room");
      case DROP_OLDEST -> {
        items.remove();
        items.add(item);
      }
      case DROP_NEWEST -> {}
    }
  }

  /** Cuts off the slow subscriber: it gets only the kept items. Always returns true. */
  boolean cutOff() {
    missed++;
    state = State.OVERRUN;
    return true;
  }

  /** How many kept items the subscriber has taken. */
  long taken() {
    return taken;
  }

  @Override
  public @Nullable T poll() {
    subscribers.requireReachableIfSendersWait();
    T item = items.poll();
    if (item != null) {
      taken++;
      subscribers.roomMade();
    } else if (state != State.OPEN) {
      throw getRefused();
    }
    return item;
  }

  void requireReachable() {
    getters.requireReachable();
  }

  @Override
  public void waitToGet(WaitNode<T> node) {
    getters.add(node);
  }

  void end(State how) {
    if (how == State.LEFT) {
      items.clear();
    }
    state = how;
    subscribers.refuse(getters);
  }

  @Override
  public RuntimeException getRefused() {
    return switch (state) {
      case LEFT -> new ClosedException("the subscription is closed");
      case OVERRUN -> new OverrunException(subscribers.policy.capacity());
      case OPEN, CLOSED -> subscribers.drained();
    };
  }

  long missed() {
    return missed;
  }
}
