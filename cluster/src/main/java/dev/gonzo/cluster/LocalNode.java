package dev.gonzo.cluster;

import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.cluster.link.Link;
import dev.gonzo.cluster.link.LinkLimits;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sync.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * This node: what it sees, and the one task that handles what arrives. All its state is used by
 * tasks of one kernel only.
 */
final class LocalNode {
  private static final int WINDOW_BYTES = 1 << 20;
  // Names, numbers and the texts of a failure.
  private static final int OVERHEAD_BYTES = 200_000;

  private final NodeId id;
  private final ClusterOptions options;
  private final NodeInbox inbox = new NodeInbox();
  private final Outbox outbox = new Outbox();
  private final Map<String, Remote<?, ?>> functions = new TreeMap<>();
  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private final Peer own;
  private List<Node> nodes = List.of();
  private Event viewChange = Event.of("another view");
  private Event runEnd = Event.of("the end of a call");
  private int frameBytes;
  private long lastEpoch;
  private long lastNumber;
  private long wakingAt = Long.MAX_VALUE;
  private boolean leaving;
  private boolean ended;

  LocalNode(NodeId id, ClusterOptions options) {
    this.id = id;
    this.options = options;
    options.functions().forEach(function -> functions.put(function.name(), function));
    this.own = new Peer(this, id, null);
  }

  NodeId id() {
    return id;
  }

  ClusterOptions options() {
    return options;
  }

  NodeInbox inbox() {
    return inbox;
  }

  Outbox outbox() {
    return outbox;
  }

  // ---------------------------------------------------------------- the task

  /** Handles what arrives, until the task is cancelled. */
  void run(Transport transport) {
    frameBytes = transport.mostBytes();
    inbox.open();
    try {
      while (true) {
        for (Arrival arrival = inbox.poll(); arrival != null; arrival = inbox.poll()) {
          handle(arrival);
          Gonzo.checkpoint();
        }
        awaitNext();
      }
    } finally {
      inbox.close();
      end();
    }
  }

  private void awaitNext() {
    long now = Moment.now().nanos();
    wakingAt = Long.MAX_VALUE;
    for (Peer peer : List.copyOf(peers.values())) {
      if (peer.due() <= now) {
        peer.onTime();
      }
      wakingAt = Math.min(wakingAt, peer.due());
    }
    if (wakingAt == Long.MAX_VALUE) {
      inbox.await();
    } else {
      boolean _ = Gonzo.ignoreAfter(Duration.ofNanos(wakingAt - now), inbox::await);
    }
  }

  /** Wakes the task at a moment, if it would wait longer. */
  void wakeAt(long moment) {
    if (moment < wakingAt) {
      wakingAt = moment;
      inbox.wake();
    }
  }

  private void handle(Arrival arrival) {
    switch (arrival) {
      case Arrival.FromNode(NodeId from, byte[] frame) -> {
        Peer peer = peers.get(from);
        if (peer != null) {
          peer.onFrame(frame);
        }
      }
      case Arrival.FromSelf(var message) -> own.onOwn(message);
      case Arrival.Seen(View view) -> onView(view);
      case Arrival.Sooner() -> {}
    }
  }

  // ---------------------------------------------------------------- the view

  private void onView(View view) {
    var seen = new LinkedHashSet<>(view.nodes());
    for (Peer peer : List.copyOf(peers.values())) {
      if (!seen.contains(peer.id())) {
        peers.remove(peer.id());
        peer.close("it is not seen any more");
      }
    }
    for (NodeId other : seen) {
      if (!other.equals(id) && !peers.containsKey(other)) {
        admit(other);
      }
    }
    nodes = seen.stream().map(Node::new).sorted().toList();
    if (!hasQuorum()) {
      String why = "it sees fewer nodes than its quorum";
      everyone().forEach(peer -> peer.withoutQuorum(why));
    }
    Event previous = viewChange;
    viewChange = Event.of("another view");
    previous.set();
  }

  private void admit(NodeId other) {
    var limits =
        new LinkLimits(
            frameBytes,
            options.mostBytes() + OVERHEAD_BYTES,
            WINDOW_BYTES,
            options.patience().toNanos());
    var link =
        new Link(
            id.incarnation(), other.incarnation(), limits, () -> ++lastEpoch, Moment.now().nanos());
    var peer = new Peer(this, other, link);
    peers.put(other, peer);
    peer.pump();
  }

  List<Node> nodes() {
    return nodes;
  }

  void awaitView() {
    viewChange.await();
  }

  boolean hasQuorum() {
    return nodes.size() >= options.quorum();
  }

  /** All nodes that are seen, this one first. */
  Collection<Peer> everyone() {
    var all = new ArrayList<Peer>();
    all.add(own);
    all.addAll(peers.values());
    return all;
  }

  /** Finds a node that is seen. */
  Peer peer(NodeId other) {
    Peer peer = other.equals(id) ? own : peers.get(other);
    if (peer == null) {
      throw new NodeLostException(other.name(), "it is not seen", false);
    }
    return peer;
  }

  /** Throws unless this node may ask others for something. */
  void requireAble() {
    if (ended) {
      throw new IllegalStateException("the cluster is closed: this node has left it");
    }
    if (!hasQuorum()) {
      throw new NoQuorumException(nodes.size(), options.quorum(), false);
    }
  }

  long nextNumber() {
    return ++lastNumber;
  }

  // ---------------------------------------------------------------- what it serves

  @Nullable Remote<?, ?> function(String name) {
    return functions.get(name);
  }

  String served() {
    return functions.isEmpty() ? "nothing" : String.join(", ", functions.keySet());
  }

  /** Why it starts nothing for others now; null if it does. */
  @Nullable String refusal() {
    return leaving ? "it is leaving" : hasQuorum() ? null : "it sees fewer nodes than its quorum";
  }

  void runEnded() {
    Event previous = runEnd;
    runEnd = Event.of("the end of a call");
    previous.set();
  }

  // ---------------------------------------------------------------- the end

  boolean isLeaving() {
    return leaving;
  }

  boolean isEnded() {
    return ended;
  }

  /** Takes no more calls, and says so. */
  void leave() {
    leaving = true;
    peers.values().forEach(peer -> peer.send(new dev.gonzo.cluster.link.Message.Leaving()));
  }

  /** Waits until nothing runs here for others. */
  void awaitRuns() {
    while (everyone().stream().anyMatch(peer -> peer.served().count() > 0)) {
      runEnd.await();
    }
  }

  void abandonRuns(String why) {
    everyone().forEach(peer -> peer.served().all().forEach(run -> run.abandon(why)));
  }

  private void end() {
    leaving = true;
    ended = true;
    everyone().forEach(peer -> peer.close("this node has left"));
    peers.clear();
    runEnded();
  }
}
