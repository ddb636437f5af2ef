package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
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
  private final List<Task<?>> tasks;
  private boolean closed;

  private Cluster(LocalNode node, Transport transport, List<Task<?>> tasks) {
    this.node = node;
    this.transport = transport;
    this.tasks = tasks;
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
    var node = new LocalNode(new NodeId(nodeName, incarnation), options);
    Transport transport = options.transport().join(name, node.id(), node.inbox());
    Cluster cluster = null;
    try {
      Task<?> handling = Gonzo.spawnDaemon("cluster " + name, () -> node.run(transport));
      Task<?> sending =
          Gonzo.spawnDaemon("cluster " + name + " sends", () -> node.outbox().run(transport));
      cluster = new Cluster(node, transport, List.of(handling, sending));
      while (node.nodes().isEmpty()) {
        node.awaitView();
      }
      return cluster;
    } catch (Throwable failed) {
      if (cluster != null) {
        cluster.end();
      } else {
        transport.leave();
      }
      throw failed;
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
      requireOpen();
      node.awaitView();
    }
    return node.nodes();
  }

  private void requireOpen() {
    if (node.isEnded()) {
      throw new IllegalStateException("the cluster is closed: this node has left it");
    }
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

  // ---------------------------------------------------------------- the end

  /**
   * Leaves the cluster. The node takes no more calls and says so, lets those that run go on for the
   * {@link ClusterOptions#withGrace grace}, cancels the rest, waits for their end, reports it, and
   * leaves. What this node has called and awaits ends with a {@link NodeLostException}.
   *
   * <p>Suspends. If the block is being cancelled, there is no grace. A second call does nothing.
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
        node.leave();
        if (!Gonzo.ignoreAfter(grace, node::awaitRuns)) {
          finish();
        }
      }
    } finally {
      Gonzo.withoutCancellation(this::end);
    }
  }

  private void finish() {
    node.abandonRuns("it is leaving");
    node.awaitRuns();
  }

  private void end() {
    boolean _ = Gonzo.ignoreAfter(node.options().patience(), node.outbox()::awaitEmpty);
    try {
      transport.leave();
    } finally {
      for (Task<?> task : tasks) {
        task.cancel("the cluster is closed");
      }
    }
  }

  @Override
  public String toString() {
    return "Cluster[" + node.id().name() + " sees " + node.nodes() + "]";
  }
}
