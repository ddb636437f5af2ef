package dev.gonzo.cluster;

import dev.gonzo.cluster.socket.SocketTransport;
import dev.gonzo.cluster.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options of a node that joins a cluster. Start with {@link #of}; each method returns a changed
 * copy.
 *
 * <pre>{@code
 * var options = ClusterOptions.of(network).withNode("node1").withQuorum(2).serving(SUM, COUNT);
 * }</pre>
 */
public final class ClusterOptions {
  private static final int MOST_CALLS = 10_000;
  private static final int LEAST_BYTES = 1024;
  private static final int MOST_BYTES = 1 << 30;

  private record Values(
      Transport.Connector transport,
      @Nullable String node,
      List<Remote<?, ?>> functions,
      int quorum,
      int size,
      Duration grace,
      Duration patience,
      int mostCalls,
      int mostBytes,
      @Nullable Path stateDirectory) {}

  private final Values values;

  private ClusterOptions(Values values) {
    this.values = values;
  }

  /**
   * Creates options: a name that is drawn, no functions, a quorum of one node, a grace of ten
   * seconds, a patience of thirty, 10,000 calls of each node at a time, values of up to 1 MiB.
   *
   * @param transport how nodes reach each other
   * @return the options
   */
  public static ClusterOptions of(Transport.Connector transport) {
    return new ClusterOptions(
        new Values(
            Objects.requireNonNull(transport),
            null,
            List.of(),
            1,
            0,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            MOST_CALLS,
            1 << 20,
            null));
  }

  /**
   * Equivalent to {@link #of}, with this node's name and the others as {@code gonzo run --nodes}
   * has set them: see {@link SocketTransport#ofProperties}. Without that, the node is alone.
   *
   * @return the options
   * @throws IllegalArgumentException if what is set makes no sense
   */
  public static ClusterOptions ofProperties() {
    ClusterOptions options = of(SocketTransport.ofProperties());
    String node = System.getProperty("gonzo.node");
    return node == null ? options : options.withNode(node);
  }

  /**
   * Sets the name of the node, which must be unique in the cluster.
   *
   * @param name the name, 1 to 100 characters
   * @return a changed copy
   */
  public ClusterOptions withNode(String name) {
    String checked = Names.checked("a node", name);
    return new ClusterOptions(
        new Values(
            values.transport,
            checked,
            values.functions,
            values.quorum,
            values.size,
            values.grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Adds functions that this node runs for others.
   *
   * @param functions the functions
   * @return a changed copy
   * @throws IllegalArgumentException if two functions have the same name
   */
  public ClusterOptions serving(Remote<?, ?>... functions) {
    var all = new ArrayList<>(values.functions);
    all.addAll(List.of(functions));
    var names = new HashSet<String>();
    for (Remote<?, ?> function : all) {
      if (!names.add(function.name())) {
        throw new IllegalArgumentException("two functions have the name " + function.name());
      }
    }
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            List.copyOf(all),
            values.quorum,
            values.size,
            values.grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets how many nodes, this one included, the node has to see. While it sees fewer, it makes and
   * serves no calls, cancels those that run, and runs no singleton. With more than half of all
   * nodes, at most one side of a partition goes on.
   *
   * @param nodes the number of nodes, at least 1
   * @return a changed copy
   */
  public ClusterOptions withQuorum(int nodes) {
    requireAtLeast("the quorum", 1, nodes);
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            nodes,
            values.size,
            values.grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets how many nodes the cluster has when all are there. A {@link Cluster#singleton singleton}
   * needs the promises of more than half of them. Must be the same on all nodes.
   *
   * @param nodes the number of nodes, at least 1
   * @return a changed copy
   */
  public ClusterOptions withSize(int nodes) {
    requireAtLeast("the size", 1, nodes);
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            nodes,
            values.grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets how long {@link Cluster#close} lets calls of other nodes run on before it cancels them.
   *
   * @param grace the time, zero or more
   * @return a changed copy
   */
  public ClusterOptions withGrace(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative, got " + grace);
    }
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            values.size,
            grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets after how long without a sign of a node from which something is awaited the node counts as
   * lost, even if the transport still reports it.
   *
   * @param patience the time, at least one second
   * @return a changed copy
   */
  public ClusterOptions withPatience(Duration patience) {
    if (patience.compareTo(Duration.ofSeconds(1)) < 0 || patience.toDays() > 365) {
      throw new IllegalArgumentException("the patience is a second to a year, got " + patience);
    }
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            values.size,
            values.grace,
            patience,
            values.mostCalls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets how many calls of one other node this node runs at the same time. Further ones are
   * refused; also how many streams it takes from one node.
   *
   * @param calls the number, at least 1
   * @return a changed copy
   */
  public ClusterOptions withMostCalls(int calls) {
    requireAtLeast("the number of calls", 1, calls);
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            values.size,
            values.grace,
            values.patience,
            calls,
            values.mostBytes,
            values.stateDirectory));
  }

  /**
   * Sets how long an encoded argument, result or item may be. Between two nodes, the lower limit
   * applies.
   *
   * @param bytes the limit, 1,024 bytes to 1 GiB; the limit of each type's codec applies too
   * @return a changed copy
   */
  public ClusterOptions withMostBytes(int bytes) {
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the longest value has " + LEAST_BYTES + " to " + MOST_BYTES + " bytes, got " + bytes);
    }
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            values.size,
            values.grace,
            values.patience,
            values.mostCalls,
            bytes,
            values.stateDirectory));
  }

  /**
   * Sets where the node keeps what it has promised to singletons, so that it keeps the promises
   * after a restart. Without it, the cluster relies on more than half of its nodes not being
   * restarted within one change of a singleton.
   *
   * @param directory the directory, of this node alone; created if it is missing
   * @return a changed copy
   */
  public ClusterOptions withStateDirectory(Path directory) {
    return new ClusterOptions(
        new Values(
            values.transport,
            values.node,
            values.functions,
            values.quorum,
            values.size,
            values.grace,
            values.patience,
            values.mostCalls,
            values.mostBytes,
            Objects.requireNonNull(directory)));
  }

  private static void requireAtLeast(String what, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
    }
  }

  /** {@return how nodes reach each other} */
  public Transport.Connector transport() {
    return values.transport;
  }

  /** {@return the name of the node; empty if it is to be drawn} */
  public Optional<String> node() {
    return Optional.ofNullable(values.node);
  }

  /** {@return the functions that the node serves} */
  public List<Remote<?, ?>> functions() {
    return values.functions;
  }

  /** {@return how many nodes the node has to see} */
  public int quorum() {
    return values.quorum;
  }

  /** {@return how many nodes the cluster has; 0 if that was not set} */
  public int size() {
    return values.size;
  }

  /** {@return how long calls run on when the node is closed} */
  public Duration grace() {
    return values.grace;
  }

  /** {@return after how long a silent node counts as lost} */
  public Duration patience() {
    return values.patience;
  }

  /** {@return how many calls of one node run at the same time} */
  public int mostCalls() {
    return values.mostCalls;
  }

  /** {@return how long an encoded value may be} */
  public int mostBytes() {
    return values.mostBytes;
  }

  /** {@return where promises are kept; empty for in memory} */
  public Optional<Path> stateDirectory() {
    return Optional.ofNullable(values.stateDirectory);
  }
}
