package dev.gonzo.cluster;

/** A node has come or gone, as this node sees it: see {@link Cluster#changes}. */
public sealed interface NodeChange {
  /** {@return the node} */
  Node node();

  /**
   * A node is seen.
   *
   * @param node the node
   */
  record Joined(Node node) implements NodeChange {}

  /**
   * A node is not seen any more.
   *
   * @param node the node
   */
  record Left(Node node) implements NodeChange {}
}
