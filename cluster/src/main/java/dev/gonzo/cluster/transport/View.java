package dev.gonzo.cluster.transport;

import java.util.List;

/**
 * The nodes that one node sees at one time, itself included. Two nodes may have different views at
 * the same time; a cluster relies on no agreement between them.
 *
 * @param nodes the nodes; no two have the same name
 */
public record View(List<NodeId> nodes) {
  /** Copies the list. */
  public View {
    nodes = List.copyOf(nodes);
  }
}
