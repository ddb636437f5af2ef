package dev.gonzo.cluster.transport;

import java.util.Objects;

/**
 * One life of a node: its name, and a number that it drew when it joined. A node that leaves and
 * joins again, or whose process is started again, has the same name and another number.
 *
 * @param name the name, unique in the cluster, 1 to 100 characters
 * @param incarnation the number of this life
 */
public record NodeId(String name, long incarnation) {
  /** Checks the name. */
  public NodeId {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException(
          "the name of a node has 1 to 100 characters, not \"" + Objects.toString(name) + "\"");
    }
  }

  @Override
  public String toString() {
    return name + "#" + Long.toHexString(incarnation);
  }
}
