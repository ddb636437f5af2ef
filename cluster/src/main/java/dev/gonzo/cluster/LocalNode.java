package dev.gonzo.cluster;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.cluster.link.Directory;
import dev.gonzo.cluster.link.Link;
import dev.gonzo.cluster.link.LinkLimits;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.queue.Broadcast;
import dev.gonzo.queue.SlowConsumers;
import dev.gonzo.queue.Subscription;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This node: what it sees, and the one task that handles what arrives. All its state is used by
 * tasks of one kernel only.
 */
final class LocalNode {
  private static final int WINDOW_BYTES = 1 << 20;
  // Names, numbers and the texts of a failure.
  static final int OVERHEAD_BYTES = 200_000;
  private static final int MOST_CHANGES = 1000;
  private static final int MOST_NAMED = 10;

  private final NodeId id;
  private final ClusterOptions options;
  private final NodeInbox inbox = new NodeInbox();
  private final Outbox outbox = new Outbox();
  private final Map<String, Remote<?, ?>> functions = new TreeMap<>();
  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private final Peer own;
  private List<Node> nodes = List.of();
  private final Map<String, ChannelReceiver<?>> receivers = new TreeMap<>();
  private final Directory registry = new Directory();
  private final Singletons singletons;
  private final Broadcast<NodeChange> changes = Broadcast.of(SlowConsumers.fail(MOST_CHANGES));
  private Event viewChange = Event.of("another view");
  private Event directoryChange = Event.of("another directory");
  private Event runEnd = Event.of("the end of a call");
  private int frameBytes;
  private long lastEpoch;
  private long lastNumber;
  private long wakingAt = Long.MAX_VALUE;
  private boolean leaving;
  private boolean ended;
  // Why it could not go on; null if it can.
  private @Nullable Throwable failure;

  LocalNode(NodeId id, ClusterOptions options, PromiseStore store) {
    this.id = id;
    this.options = options;
    options.functions().forEach(function -> functions.put(function.name(), function));
    functions.keySet().forEach(name -> registry.add(Subject.FUNCTION, name));
    this.singletons = new Singletons(this, store);
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

  Singletons singletons() {
    return singletons;
  }

  // ---------------------------------------------------------------- the task

  /** Handles what arrives, until the task is cancelled, or the node fails. */
  void run(Transport transport) {
    try {
      frameBytes = transport.mostBytes();
      outbox.open(transport);
      inbox.open(transport.isWithinKernel());
      while (failure == null) {
        for (Arrival arrival = inbox.poll(); arrival != null; arrival = inbox.poll()) {
          handle(arrival);
          Gonzo.checkpoint();
        }
        awaitNext();
      }
    } catch (Cancelled closing) {
      throw closing;
    } catch (Throwable failed) {
      fail(failed);
    } finally {
      inbox.close();
      end();
      if (failure != null) {
        abandon(transport);
      }
    }
  }

  /**
   * Ends this node, because one of its tasks has failed: it would be seen as a member, and do
   * nothing.
   */
  void fail(Throwable cause) {
    if (failure == null && !ended) {
      failure = cause;
      Log.error("the node " + id.name() + " has failed, and leaves the cluster", cause);
      inbox.wake();
    }
  }

  private void abandon(Transport transport) {
    try {
      Gonzo.withoutCancellation(() -> {
        boolean _ = Gonzo.ignoreAfter(options.patience(), transport::leave);
      });
    } catch (Throwable refused) {
      Log.warn("the node " + id.name() + " could not leave the cluster", refused);
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
    List<Node> before = nodes;
    nodes = seen.stream().map(Node::new).sorted().toList();
    if (!hasQuorum()) {
      String why = "it sees fewer nodes than its quorum";
      everyone().forEach(peer -> peer.withoutQuorum(why));
    }
    publish(before);
    Event previous = viewChange;
    viewChange = Event.of("another view");
    previous.set();
    directoryChanged();
  }

  private void publish(List<Node> before) {
    for (Node node : before) {
      if (!nodes.contains(node)) {
        boolean _ = changes.trySend(new NodeChange.Left(node));
      }
    }
    for (Node node : nodes) {
      if (!before.contains(node)) {
        boolean _ = changes.trySend(new NodeChange.Joined(node));
      }
    }
  }

  Subscription<NodeChange> subscribe() {
    return changes.subscribe();
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
    requireOpen();
    if (!hasQuorum()) {
      throw new NoQuorumException(nodes.size(), options.quorum(), false);
    }
  }

  long nextNumber() {
    return ++lastNumber;
  }

  // ---------------------------------------------------------------- what it has

  /** What this node has. */
  Directory registry() {
    return registry;
  }

  /** What a node has: this one or another. */
  Directory directory(Peer peer) {
    return peer == own ? registry : peer.directory();
  }

  Registration register(Subject subject, String name) {
    if (registry.add(subject, name)) {
      announce(new Message.Announce(subject, name, true));
    }
    return new Registration(name, () -> withdraw(subject, name));
  }

  private void withdraw(Subject subject, String name) {
    if (registry.remove(subject, name)) {
      announce(new Message.Announce(subject, name, false));
    }
  }

  private void announce(Message.Announce announcement) {
    peers.values().forEach(peer -> peer.send(announcement));
    directoryChanged();
  }

  /** The nodes that have something, in the order of their names. */
  List<Node> having(Subject subject, String name) {
    return everyone().stream()
        .filter(peer -> subject == Subject.NAME || !isLeaving(peer))
        .filter(peer -> directory(peer).has(subject, name))
        .map(peer -> new Node(peer.id()))
        .sorted()
        .toList();
  }

  private boolean isLeaving(Peer peer) {
    return peer == own ? leaving : peer.isLeaving();
  }

  void directoryChanged() {
    singletons.check();
    Event previous = directoryChange;
    directoryChange = Event.of("another directory");
    previous.set();
  }

  void awaitDirectory() {
    directoryChange.await();
  }

  @Nullable ChannelReceiver<?> receiver(String channel) {
    return receivers.get(channel);
  }

  void receive(String channel, ChannelReceiver<?> receiver) {
    if (receivers.putIfAbsent(channel, receiver) != null) {
      throw new IllegalStateException(
          "this node receives the channel " + channel + " already: close that receiver first");
    }
    everyone().forEach(peer -> peer.streams().opened(channel, receiver));
  }

  /** A receiver was closed. Returns false if it was closed before. */
  boolean closed(String channel, ChannelReceiver<?> receiver) {
    boolean first = receivers.remove(channel, receiver);
    if (first) {
      everyone().forEach(peer -> peer.streams().closeAll(receiver, "its receiver was closed"));
    }
    return first;
  }

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

  void requireOpen() {
    if (failure != null) {
      throw new IllegalStateException(
          "this node has failed and left the cluster: close it, and join again", failure);
    }
    if (ended) {
      throw new IllegalStateException("the cluster is closed: this node has left it");
    }
  }

  /** Takes no more calls, and says so. */
  void leave() {
    leaving = true;
    peers.values().forEach(peer -> peer.send(new Message.Leaving()));
    directoryChanged();
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

  /** The first of the runs, as text. */
  String runNames() {
    List<Run> runs = everyone().stream().flatMap(peer -> peer.served().all().stream()).toList();
    String first =
        runs.stream().limit(MOST_NAMED).map(Run::toString).collect(Collectors.joining(", "));
    return runs.size() > MOST_NAMED
        ? first + " and " + (runs.size() - MOST_NAMED) + " more"
        : first;
  }

  private void end() {
    leaving = true;
    ended = true;
    String why = failure == null ? "this node has left" : "this node has failed";
    everyone().forEach(peer -> attempt(() -> peer.close(why)));
    peers.clear();
    receivers.values().forEach(receiver -> attempt(receiver::end));
    attempt(changes::close);
    Event previous = viewChange;
    viewChange = Event.of("another view");
    previous.set();
    attempt(this::directoryChanged);
    runEnded();
  }

  /** Does a part of the end. What has made the node fail may make it fail again. */
  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error failed) {
      Log.warn("a part of the end of the node " + id.name() + " has failed", failed);
    }
  }
}
