package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.sync.Event;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events of the transport, on its threads, and passes them to the node's task. Nothing
 * else happens on those threads. What exceeds a limit is dropped, and the sender sends it again;
 * there is always some room for each node, so that one that sends too much keeps out no others.
 */
final class NodeInbox implements Transport.Events {
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_BYTES_OF_ONE = 16L << 20;
  // What a node may have here even if the others have taken all the rest.
  private static final long SHARE_BYTES = 1L << 18;
  // What a message costs beside its bytes.
  private static final int COST = 100;

  private final Inbox<Arrival> inbox = new Inbox<>(_ -> {});
  private final Inbox.Notice<Arrival> sooner = inbox.notice(new Arrival.Sooner());
  private final AtomicLong bytes = new AtomicLong();
  private final ConcurrentHashMap<NodeId, Long> bytesOf = new ConcurrentHashMap<>();
  // Set for a transport within the kernel. Without an open inbox the kernel expects no wake-ups
  // from outside; what comes before it is known goes through the inbox.
  private volatile @Nullable Event arrived;

  @Override
  public void onMessage(NodeId from, byte[] message) {
    long before = bytesOf.getOrDefault(from, 0L);
    if (before < SHARE_BYTES || (before < MOST_BYTES_OF_ONE && bytes.get() < MOST_BYTES)) {
      count(from, message.length + COST);
      put(new Arrival.FromNode(from, message));
    }
  }

  private void count(NodeId from, long change) {
    bytes.addAndGet(change);
    Long _ =
        bytesOf.merge(from, change, (before, more) -> before + more == 0 ? null : before + more);
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
    if (next instanceof Arrival.FromNode(NodeId from, byte[] frame)) {
      count(from, -frame.length - COST);
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
