package dev.gonzo.cluster;

import dev.gonzo.cluster.transport.NodeId;

/**
 * A node of a cluster, in one of its lives: a program that joins again under the same name is
 * another node.
 *
 * @param id its identity
 */
public record Node(NodeId id) implements Comparable<Node> {
  /** {@return its name} */
  public String name() {
    return id.name();
  }

  /** Compares by name. */
  @Override
  public int compareTo(Node other) {
    int byName = name().compareTo(other.name());
    return byName != 0 ? byName : Long.compare(id.incarnation(), other.id.incarnation());
  }

  /** {@return its name} */
  @Override
  public String toString() {
    return name();
  }
}
