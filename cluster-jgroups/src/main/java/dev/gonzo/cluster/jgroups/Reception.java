package dev.gonzo.cluster.jgroups;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import java.util.concurrent.locks.ReentrantLock;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;

/**
 * What arrives on JGroups' threads, handed over one at a time: a view and a message may come at the
 * same time, and so may messages of two nodes.
 */
final class Reception implements Receiver {
  private final NodeId self;
  private final Transport.Events events;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Members members = Members.NONE;
  private boolean closed;

  Reception(NodeId self, Transport.Events events) {
    this.self = self;
    this.events = events;
  }

  @Nullable Address addressOf(NodeId node) {
    return members.addressOfMember(node);
  }

  @Override
  public void viewAccepted(View view) {
    Members seen = Members.of(view.getMembers());
    handOver(() -> {
      members = seen;
      events.onView(new dev.gonzo.cluster.transport.View(seen.nodes()));
    });
  }

  @Override
  public void receive(Message message) {
    NodeId from = Members.nodeOf(message.getSrc());
    if (from == null || from.equals(self) || !message.hasArray()) {
      return;
    }
    int offset = message.getOffset();
    byte[] bytes = new byte[message.getLength()];
    System.arraycopy(message.getArray(), offset, bytes, 0, bytes.length);
    handOver(() -> events.onMessage(from, bytes));
  }

  private void handOver(Runnable event) {
    lock.lock();
    try {
      if (!closed) {
        event.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends it: after this returns, nothing is handed over. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
