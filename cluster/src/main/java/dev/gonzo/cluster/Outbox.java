package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Outgoing;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.queue.Queue;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;

/**
 * Passes frames to the transport, one at a time, in a task of its own: a transport without room
 * makes senders wait, and not the node's task. The links limit how much is in it.
 */
final class Outbox {
  private record Entry(Peer peer, Outgoing outgoing) {}

  private final Queue<Entry> entries = Queue.unbounded();
  private Event empty = Event.of("outbox is empty");
  private int pending;

  void add(Peer peer, Outgoing outgoing) {
    if (pending++ == 0) {
      empty = Event.of("outbox is empty");
    }
    boolean _ = entries.tryPut(new Entry(peer, outgoing));
  }

  /** Sends what is added, until the task is cancelled. */
  void run(Transport transport) {
    while (true) {
      Entry entry = entries.get();
      try {
        byte[] frame = entry.peer.take(entry.outgoing);
        if (frame != null) {
          transport.send(entry.peer.id(), frame);
        }
      } catch (RuntimeException failed) {
        Log.warn("the transport could not send to " + entry.peer.id(), failed);
      } finally {
        if (--pending == 0) {
          empty.set();
        }
      }
    }
  }

  /** Waits until everything has been passed to the transport. */
  void awaitEmpty() {
    while (pending > 0) {
      empty.await();
    }
  }
}
