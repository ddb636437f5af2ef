package dev.gonzo.cluster.socket;

import org.jspecify.annotations.Nullable;

/** Why a node does not want a connection. On the wire it is a number. */
enum Refusal {
  PROTOCOL(0, "it speaks another protocol, or another version of it"),
  CLUSTER(1, "it belongs to another cluster"),
  SELF(2, "it is this node itself"),
  NAME_TAKEN(3, "another node that is connected has its name"),
  LIMITS(4, "its longest message is not ours: withMostBytes must be the same on all nodes"),
  SECRET(5, "it does not know the secret of the cluster, or we do not know its"),
  CONNECTED(6, "the two nodes are connected already"),
  FULL(7, "there are too many nodes"),
  LEAVING(8, "it leaves");

  private final int number;
  private final String text;

  Refusal(int number, String text) {
    this.number = number;
    this.text = text;
  }

  String text() {
    return text;
  }

  /**
   * Whether it is part of normal work: both connect at once, a list of members has the node, or it
   * is about to end.
   */
  boolean isExpected() {
    return this == CONNECTED || this == SELF || this == LEAVING;
  }

  byte number() {
    return (byte) number;
  }

  static @Nullable Refusal of(int number) {
    for (Refusal each : values()) {
      if (each.number == number) {
        return each;
      }
    }
    return null;
  }
}
