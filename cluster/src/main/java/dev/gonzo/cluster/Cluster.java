package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.InPlace;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.codec.Codec;
import dev.gonzo.queue.Subscription;
import dev.gonzo.report.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that this program is a node of: the other nodes as they come and go, and functions that
 * run on them.
 *
 * <pre>{@code
 * static final Remote<Range, Long> SUM = Remote.of("sum/1", Range.class, Long.class, Sums::sum);
 *
 * try (var cluster = Cluster.join("calc", options.withQuorum(2).serving(SUM));
 *     var group = TaskGroup.<Long>open()) {
 *   for (Node node : cluster.nodes()) {
 *     group.spawn(() -> cluster.call(node, SUM, part(node)));
 *   }
 *   group.join();
 * }
 * }</pre>
 *
 * <p>For the tasks of the kernel in which it was joined.
 */
public final class Cluster implements AutoCloseable {
  private final LocalNode node;
  private final Transport transport;
  private final PromiseStore store;
  private final Task<?> handling;
  private int turns;
  private boolean closed;

  private Cluster(LocalNode node, Transport transport, PromiseStore store, Task<?> handling) {
    this.node = node;
    this.transport = transport;
    this.store = store;
    this.handling = handling;
  }

  /**
   * Joins a cluster. Suspends until the node has joined, alone or with others; a checkpoint. If it
   * is cancelled, the node has not joined.
   *
   * @param name the name of the cluster; nodes of other clusters are never seen
   * @param options the options
   * @return the cluster; close it
   * @throws IOException if the transport cannot join
   */
  @Async
  public static Cluster join(String name, ClusterOptions options) throws IOException {
    Names.checked("a cluster", name);
    byte[] drawn = Environment.randomBytes(Long.BYTES + 2);
    long incarnation = ByteBuffer.wrap(drawn).getLong();
    String nodeName =
        options
            .node()
            .orElseGet(() ->
                String.format(
                    Locale.ROOT, "node-%02x%02x", drawn[Long.BYTES], drawn[Long.BYTES + 1]));
    var id = new NodeId(nodeName, incarnation);
    PromiseStore store =
        options.stateDirectory().isPresent()
            ? PromiseStore.open(options.stateDirectory().get())
            : PromiseStore.inMemory();
    var node = new LocalNode(id, options, store);
    Transport transport = null;
    Cluster cluster = null;
    try {
      transport = options.transport().join(name, id, node.inbox());
      cluster = started(name, node, transport, store);
      while (node.nodes().isEmpty()) {
        node.requireOpen();
        node.awaitView();
      }
      return cluster;
    } catch (Throwable failed) {
      if (cluster != null) {
        Gonzo.withoutCancellation(cluster::end);
      } else {
        abandon(transport, store);
      }
      throw failed;
    }
  }

  private static Cluster started(
      String name, LocalNode node, Transport transport, PromiseStore store) {
    Task<?> handling = Gonzo.spawnDaemon("cluster " + name, () -> node.run(transport));
    return new Cluster(node, transport, store, handling);
  }

  private static void abandon(@Nullable Transport transport, PromiseStore store) {
    try {
      if (transport != null) {
        transport.leave();
      }
    } finally {
      store.close();
    }
  }

  /** {@return this node} Never suspends. */
  public Node self() {
    return new Node(node.id());
  }

  /**
   * {@return the nodes that this one sees now, itself included, in the order of their names} Other
   * nodes may see others. Never suspends.
   */
  public List<Node> nodes() {
    return node.nodes();
  }

  /**
   * Subscribes to the changes of {@link #nodes}, from now on.
   *
   * @return the changes; close it. If it is not read, it keeps 1,000 of them, and then throws an
   *     {@link dev.gonzo.queue.OverrunException}; it ends when the cluster is closed
   */
  @Async(Suspension.NEVER)
  public Subscription<NodeChange> changes() {
    node.requireOpen();
    return node.subscribe();
  }

  /**
   * Waits until this node sees a number of nodes. Suspends; a checkpoint.
   *
   * @param count how many, this node included
   * @return the nodes
   * @throws IllegalStateException if the cluster is closed
   */
  @Async
  public List<Node> awaitNodes(int count) {
    Gonzo.checkpoint();
    while (node.nodes().size() < count) {
      node.requireOpen();
      node.awaitView();
    }
    return node.nodes();
  }

  // ---------------------------------------------------------------- calls

  /**
   * Calls a function on a node, also on this one, and waits for its end. It is started at most
   * once.
   *
   * <p>Suspends; a checkpoint. If the calling task is cancelled, or its deadline passes, the
   * function is cancelled, and this method waits until it has ended or the node is lost.
   *
   * @param to the node
   * @param function the function
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the result
   * @throws RemoteFailure if the function failed there, or the node does not serve it
   * @throws NodeLostException if the node is lost; it says whether the function may have run
   * @throws NoQuorumException if this node sees fewer nodes than its quorum
   * @throws dev.gonzo.TaskFailedException if the function's task was cancelled there by other code;
   *     the cause is a {@link Cancelled}
   * @throws IllegalArgumentException if the argument is too long
   * @throws dev.gonzo.codec.TooLargeException if the argument is too long for its codec
   * @throws IllegalStateException if the cluster is closed
   */
  @Async
  public <A extends @Nullable Object, R extends @Nullable Object> R call(
      Node to, Remote<A, R> function, A argument) {
    return new Caller<>(node, to.id(), function).call(argument);
  }

  /**
   * Starts a local task that {@link #call calls} a function: to join, to cancel, to select. In a
   * group, use {@code group.spawn(() -> cluster.call(...))}.
   *
   * @param to the node
   * @param function the function
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the task
   */
  @Async(Suspension.NEVER)
  public <A extends @Nullable Object, R extends @Nullable Object> Task<R> spawn(
      Node to, Remote<A, R> function, A argument) {
    return Gonzo.spawn(function.name() + " on " + to.name(), () -> call(to, function, argument));
  }

  /**
   * Calls a function on a node that serves it, and on another one when that is lost, until one ends
   * it. Each node is tried once. The nodes take turns; this one is among them if it serves the
   * function.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param function the function, of which more than one run may have effects
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the result
   * @throws RemoteFailure if the function failed
   * @throws NodeLostException if no node is left that serves it
   * @throws NoQuorumException if this node sees fewer nodes than its quorum
   * @throws dev.gonzo.TaskFailedException if the function's task was cancelled there by other code
   * @throws IllegalStateException if the cluster is closed
   */
  @Async
  public <A extends @Nullable Object, R extends @Nullable Object> R callAny(
      Repeatable<A, R> function, A argument) {
    return new Supervisor<>(node, function.function(), turns++).call(argument);
  }

  /**
   * Starts a local task that {@link #callAny calls} a function on any node.
   *
   * @param function the function
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the task
   */
  @Async(Suspension.NEVER)
  public <A extends @Nullable Object, R extends @Nullable Object> Task<R> spawnAny(
      Repeatable<A, R> function, A argument) {
    return Gonzo.spawn(function.function().name(), () -> callAny(function, argument));
  }

  // ---------------------------------------------------------------- channels

  /**
   * Receives a channel on this node. Any number of tasks on any nodes may {@link #channel send} to
   * it.
   *
   * @param channel the name of the channel, 1 to 100 characters
   * @param type the type of the items
   * @param credits how many items each sender may be ahead, at least 1
   * @param <T> the type of the items
   * @return the receiver; close it
   * @throws dev.gonzo.codec.UnsupportedTypeException if the type has no encoding
   * @throws IllegalStateException if this node receives the channel already, or has left
   */
  @Async(Suspension.NEVER)
  public <T> ChannelReceiver<T> receive(String channel, Class<T> type, int credits) {
    return receive(channel, Codec.of(type), credits);
  }

  /**
   * Equivalent to {@link #receive(String, Class, int)}, with a codec.
   *
   * @param channel the name of the channel
   * @param codec the codec of the items
   * @param credits how many items each sender may be ahead, at least 1
   * @param <T> the type of the items
   * @return the receiver; close it
   * @throws IllegalStateException if this node receives the channel already, or has left
   */
  @Async(Suspension.NEVER)
  public <T> ChannelReceiver<T> receive(String channel, Codec<T> codec, int credits) {
    Names.checked("a channel", channel);
    if (credits < 1) {
      throw new IllegalArgumentException("a channel has at least 1 credit, got " + credits);
    }
    node.requireOpen();
    var receiver = new ChannelReceiver<>(node, channel, codec, credits);
    node.receive(channel, receiver);
    return receiver;
  }

  /**
   * Opens a sender to a channel that a node receives, also to one of this node. Waits until the
   * node receives it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing is open.
   *
   * @param to the node
   * @param channel the name of the channel
   * @param type the type of the items, which must have the same shape on both nodes
   * @param <T> the type of the items
   * @return the sender; close it
   * @throws dev.gonzo.queue.BrokenException if the node refuses it: its items are of another type,
   *     it is leaving, or it takes too many streams
   * @throws NodeLostException if the node is lost
   * @throws NoQuorumException if this node sees fewer nodes than its quorum
   * @throws dev.gonzo.codec.UnsupportedTypeException if the type has no encoding
   */
  @Async
  public <T> ChannelSender<T> channel(Node to, String channel, Class<T> type) {
    return channel(to, channel, Codec.of(type));
  }

  /**
   * Equivalent to {@link #channel(Node, String, Class)}, with a codec.
   *
   * @param to the node
   * @param channel the name of the channel
   * @param codec the codec of the items
   * @param <T> the type of the items
   * @return the sender; close it
   */
  @Async
  public <T> ChannelSender<T> channel(Node to, String channel, Codec<T> codec) {
    Names.checked("a channel", channel);
    Gonzo.checkpoint();
    node.requireAble();
    Peer peer = node.peer(to.id());
    peer.awaitReady();
    var sender = new ChannelSender<>(peer, channel, codec, node.nextNumber());
    sender.open();
    return sender;
  }

  // ---------------------------------------------------------------- names

  /**
   * Registers a name for this node, which all nodes can {@link #find}. It may be registered more
   * than once, and is there until each registration is closed.
   *
   * @param name the name, 1 to 100 characters
   * @return the registration; close it
   * @throws IllegalStateException if the node has too many names, or has left
   */
  @Async(Suspension.NEVER)
  public Registration register(String name) {
    node.requireOpen();
    return node.register(Subject.NAME, Names.checked("an entry of the registry", name));
  }

  /**
   * {@return the nodes that have a name now, as this node knows, in the order of their names} Never
   * suspends.
   *
   * @param name the name
   */
  public List<Node> find(String name) {
    return node.having(Subject.NAME, name);
  }

  /**
   * Waits until a node has a name. Suspends; a checkpoint.
   *
   * @param name the name
   * @return the nodes that have it
   * @throws IllegalStateException if the cluster is closed
   */
  @Async
  public List<Node> await(String name) {
    Gonzo.checkpoint();
    while (find(name).isEmpty()) {
      node.requireOpen();
      node.awaitDirectory();
    }
    return find(name);
  }

  // ---------------------------------------------------------------- singletons

  /**
   * Offers to run a singleton: at any time, at most one node's writes have an effect. Waits until
   * this node is the one, runs the body in this task, and returns its result. When the node has to
   * give it up, because it sees too few nodes, or another one is to run it, the body is cancelled,
   * and this waits again.
   *
   * <p>Of the nodes that offer it, the first by name runs it, when more than half of all nodes have
   * promised to accept no lower token. A node that was cut off may run on for a moment beside the
   * next one. So the resource that it writes to has to refuse tokens lower than the highest that it
   * has seen, as a {@link Fence} does.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the node offers it no more.
   *
   * @param name the name of the singleton, 1 to 100 characters
   * @param body what to run; gets the token, which is higher than those of all runs before
   * @param <T> the type of the result
   * @param <X> the type of exception that the body throws
   * @return the result of the body
   * @throws X if the body throws it
   * @throws IllegalStateException if the options have no {@link ClusterOptions#withSize size}, the
   *     quorum is not more than half of it, this node offers the singleton already, or the cluster
   *     is closed
   */
  @Async
  public <T extends @Nullable Object, X extends Exception> T singleton(
      String name, @InPlace SingletonBody<T, X> body) throws X {
    Names.checked("a singleton", name);
    int size = node.options().size();
    if (size == 0 || node.options().quorum() <= size / 2) {
      throw new IllegalStateException(
          "a singleton needs the size of the cluster, and a quorum of more than half of it, such"
              + " as withSize(3).withQuorum(2); here they are "
              + size
              + " and "
              + node.options().quorum());
    }
    Gonzo.checkpoint();
    node.requireOpen();
    return new SingletonRun<>(node, name, body).run();
  }

  // ---------------------------------------------------------------- the end

  /**
   * Leaves the cluster. The node takes no more calls and says so, lets those that run go on for the
   * {@link ClusterOptions#withGrace grace}, cancels the rest, waits for their end, reports it, and
   * leaves. It waits no longer than the {@link ClusterOptions#withPatience patience}, and then logs
   * what runs on. What this node has called and awaits ends with a {@link NodeLostException}.
   *
   * <p>Suspends. If the block is being cancelled, there is no grace, and a cancellation ends the
   * grace; the rest is done all the same. A second call does nothing.
   */
  @Async
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!node.isEnded()) {
        Duration grace = Cancelled.arrived().isPresent() ? Duration.ZERO : node.options().grace();
        boolean idle = false;
        try {
          node.leave();
          idle = Gonzo.ignoreAfter(grace, node::awaitRuns);
        } finally {
          if (!idle) {
            Gonzo.withoutCancellation(this::finish);
          }
        }
      }
    } finally {
      Gonzo.withoutCancellation(this::end);
    }
  }

  private void finish() {
    node.abandonRuns("it is leaving");
    if (!Gonzo.ignoreAfter(node.options().patience(), node::awaitRuns)) {
      Log.warn(
          self().name()
              + " leaves the cluster although functions that it runs for others go on after their"
              + " cancellation: "
              + node.runNames()
              + ". Let them end sooner, or set withPatience to more than "
              + node.options().patience());
    }
  }

  private void end() {
    boolean _ = Gonzo.ignoreAfter(node.options().patience(), node.outbox()::awaitEmpty);
    try {
      transport.leave();
    } finally {
      handling.cancel("the cluster is closed");
      node.outbox().close();
      store.close();
    }
  }

  @Override
  public String toString() {
    return "Cluster[" + node.id().name() + " sees " + node.nodes() + "]";
  }
}
