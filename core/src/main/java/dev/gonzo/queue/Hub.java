package dev.gonzo.queue;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of a broadcast: its subscribers, and the waiting senders. A broadcast and all its
 * subscribers share one guard.
 */
final class Hub<T> extends Guard implements Sink<T> {
  final SlowConsumers policy;
  private final SequencedSet<Inbox<T>> inboxes = new LinkedHashSet<>();
  private final Place.Line<T> senders = new Place.Line<>();
  private boolean closed;
  private @Nullable Throwable cause;

  Hub(boolean universal, SlowConsumers policy) {
    super(universal);
    this.policy = policy;
  }

  @Override
  public Guard guard() {
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
    give(item);
    return true;
  }

  /**
   * Cuts off full subscribers that have taken nothing since the sender's last attempt, and then
   * sends to all others. If others are full, it records how many items each has taken, and returns
   * false, so that the sender gives them a turn.
   */
  boolean offerOrCutOff(T item, IdentityHashMap<Inbox<T>, Long> takenBefore) {
    if (closed) {
      throw putRefused();
    }
    inboxes.removeIf(inbox -> {
      Long before = takenBefore.get(inbox);
      return inbox.isFull() && before != null && before == inbox.taken() && inbox.cutOff();
    });
    takenBefore.clear();
    for (Inbox<T> inbox : inboxes) {
      if (inbox.isFull()) {
        takenBefore.put(inbox, inbox.taken());
      }
    }
    if (!takenBefore.isEmpty()) {
      return false;
    }
    give(item);
    roomMade(); // the subscribers that were cut off may have held up other senders
    return true;
  }

  private boolean allHaveRoom() {
    return switch (policy.then()) {
      case SUSPEND, FAIL -> inboxes.stream().noneMatch(Inbox::isFull);
      case DROP_OLDEST, DROP_NEWEST -> true;
    };
  }

  private void give(T item) {
    inboxes.forEach(inbox -> inbox.take(item));
  }

  @Override
  public void waitToPut(Place<T> place) {
    senders.add(place);
  }

  /** Called when a subscriber has taken an item or left: serves waiting senders. */
  void roomMade() {
    while (senders.size() > 0 && allHaveRoom()) {
      Place<T> place = senders.poll();
      if (place != null && complete(place.waiter, place)) {
        T item = place.item;
        if (item != null) {
          give(item);
        }
      }
    }
  }

  Inbox<T> subscribe() {
    if (closed) {
      throw putRefused();
    }
    var inbox = new Inbox<>(this);
    inboxes.add(inbox);
    return inbox;
  }

  void unsubscribe(Inbox<T> inbox) {
    inbox.end(Inbox.State.LEFT);
    if (inboxes.remove(inbox)) {
      roomMade();
    }
  }

  @Override
  protected void close() {
    if (!closed) {
      closed = true;
      refuse(senders);
      inboxes.forEach(inbox -> inbox.end(Inbox.State.CLOSED));
      inboxes.clear();
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

  void refuse(Place.Line<T> line) {
    for (@Nullable Place<T> place = line.poll(); place != null; place = line.poll()) {
      place.refused = true;
      boolean _ = complete(place.waiter, place);
    }
  }

  int subscribers() {
    return inboxes.size();
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
    return "Broadcast[" + subscribers() + " subscribers]";
  }
}
