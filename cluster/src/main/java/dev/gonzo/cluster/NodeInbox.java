package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.sync.Event;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events of the transport, on its threads, and passes them to the node's task. Nothing
 * else happens on those threads. What exceeds the limit is dropped, and the sender sends it again.
 */
final class NodeInbox implements Transport.Events {
  private static final long MOST_BYTES = 64L << 20;
  // What a message costs beside its bytes.
  private static final int COST = 100;

  private final Inbox<Arrival> inbox = new Inbox<>(_ -> {});
  private final Inbox.Notice<Arrival> sooner = inbox.notice(new Arrival.Sooner());
  private final AtomicLong bytes = new AtomicLong();
  // Set for a transport within the kernel. Without an open inbox the kernel expects no wake-ups
  // from outside; what comes before it is known goes through the inbox.
  private volatile @Nullable Event arrived;

  @Override
  public void onMessage(NodeId from, byte[] message) {
    if (bytes.get() < MOST_BYTES) {
      bytes.addAndGet(message.length + COST);
      put(new Arrival.FromNode(from, message));
    }
  }

  private void put(Arrival arrival) {
    inbox.put(arrival);
    wakeWithinKernel();
  }

  private void wakeWithinKernel() {
    Event within = arrived;
    if (within != null) {
      within.set();
    }
  }

  @Override
  public void onView(View view) {
    put(new Arrival.Seen(view));
  }

  /** Passes a message to this node. Its calls and streams limit how many there are. */
  void toSelf(Message message) {
    put(new Arrival.FromSelf(message));
  }

  /** Wakes the node's task. */
  void wake() {
    sooner.put();
    wakeWithinKernel();
  }

  void open(boolean withinKernel) {
    if (withinKernel) {
      arrived = Event.of("a message to this node");
    } else {
      inbox.open();
    }
  }

  void close() {
    inbox.shut();
    inbox.close();
  }

  @Nullable Arrival poll() {
    Event within = arrived;
    if (within != null) {
      within.clear();
    }
    Arrival next = inbox.poll();
    if (next instanceof Arrival.FromNode(_, byte[] frame)) {
      bytes.addAndGet(-frame.length - COST);
    }
    return next;
  }

  /** Waits until there may be something to poll; after a poll that has found nothing. */
  void await() {
    Event within = arrived;
    if (within != null) {
      within.await();
    } else {
      inbox.await();
    }
  }
}
