package dev.gonzo.queue;

import dev.gonzo.universal.Guard;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of a broadcast: who subscribes, and who waits to send. The steps of its subscribers are
 * steps of it: all of one broadcast have one guard.
 */
final class Hub<T> extends Guard implements Sink<T> {
  final SlowConsumers policy;
  private final SequencedSet<Inbox<T>> inboxes = new LinkedHashSet<>();
  private final Place.Line<T> senders = new Place.Line<>();
  private boolean closed;

  Hub(boolean universal, SlowConsumers policy) {
    super(universal);
    this.policy = policy;
  }

  @Override
  public Guard guard() {
    return this;
  }

  /** To all or to none: one that has to wait has given nothing to anybody. */
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

  private boolean allHaveRoom() {
    return policy.then() != SlowConsumers.Then.SUSPEND || inboxes.stream().noneMatch(Inbox::isFull);
  }

  private void give(T item) {
    inboxes.removeIf(inbox -> !inbox.take(item));
  }

  @Override
  public void waitToPut(Place<T> place) {
    senders.add(place);
  }

  /** Somebody has taken an item, or has left. */
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
    return new ClosedException("the broadcast is closed: nothing more can be sent");
  }

  @Override
  public void undelivered(T item) {
    // Others may have had it, or will: there is nobody whose only copy this is.
  }

  @Override
  public String toString() {
    return "Broadcast[" + subscribers() + " subscribers]";
  }
}
