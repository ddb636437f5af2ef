package dev.gonzo.cluster;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.cluster.link.Outgoing;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames for one node. A task of its own passes them to the transport, one at a time: a node
 * that is slow makes neither this node's task wait nor the frames for others. The link limits how
 * much is in it.
 */
final class PeerOutbox {
  private final Peer peer;
  private final LocalNode node;
  private final Outbox all;
  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private final Event work = Event.of("frames for a node");
  private @Nullable Task<?> task;
  private boolean closed;

  PeerOutbox(Peer peer, LocalNode node, Outbox all) {
    this.peer = peer;
    this.node = node;
    this.all = all;
  }

  void endsWith(Task<?> running) {
    task = running;
  }

  void add(Outgoing outgoing) {
    if (!closed) {
      waiting.add(outgoing);
      all.added();
      work.set();
    }
  }

  /** Drops what waits, because the connection to which it belongs has ended. */
  void clear() {
    int dropped = waiting.size();
    waiting.clear();
    all.removed(dropped);
  }

  /** Drops what waits, and ends the task. */
  void close() {
    closed = true;
    clear();
    Task<?> running = task;
    if (running != null) {
      boolean _ = running.requestCancel("the link to " + peer.id() + " is closed");
    }
  }

  /** Passes on what is added, until the task is cancelled. */
  void run(Transport transport) {
    try {
      while (true) {
        Outgoing next = waiting.poll();
        if (next != null) {
          pass(next, transport);
          Gonzo.checkpoint();
        } else {
          work.clear();
          work.await();
        }
      }
    } catch (Cancelled closing) {
      throw closing;
    } catch (Throwable failed) {
      node.fail(failed);
    }
  }

  private void pass(Outgoing next, Transport transport) {
    try {
      byte[] frame = peer.take(next);
      if (frame != null) {
        transport.send(peer.id(), frame);
      }
    } catch (RuntimeException failed) {
      Log.warn("the transport could not send to " + peer.id(), failed);
    } finally {
      all.removed(1);
    }
  }
}
