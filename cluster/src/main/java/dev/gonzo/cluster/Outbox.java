package dev.gonzo.cluster;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.sync.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that waits to be passed to the transport, and the tasks that pass it, one for each node. */
final class Outbox {
  private final List<Task<?>> tasks = new ArrayList<>();
  private @Nullable Transport transport;
  private Event empty = Event.of("outbox is empty");
  private int pending;

  void open(Transport passesOn) {
    transport = passesOn;
  }

  /** Starts to pass what is added for a node, until that is closed. */
  PeerOutbox start(Peer peer, LocalNode node) {
    var outbox = new PeerOutbox(peer, node, this);
    Transport to = Objects.requireNonNull(transport, "the outbox is not open");
    Task<?> task = Gonzo.spawnDaemon("cluster sends to " + peer.id(), () -> outbox.run(to));
    outbox.endsWith(task);
    tasks.removeIf(ended -> ended.outcome().isPresent());
    tasks.add(task);
    return outbox;
  }

  void added() {
    if (pending++ == 0) {
      empty = Event.of("outbox is empty");
    }
  }

  void removed(int count) {
    pending -= count;
    if (pending == 0) {
      empty.set();
    }
  }

  /** How many frames wait, or are being passed on. */
  int pending() {
    return pending;
  }

  /** Waits until everything has been passed to the transport. */
  void awaitEmpty() {
    while (pending > 0) {
      empty.await();
    }
  }

  /** Ends the tasks, and waits for that. */
  void close() {
    for (Task<?> task : List.copyOf(tasks)) {
      task.cancel("the cluster is closed");
    }
  }
}
