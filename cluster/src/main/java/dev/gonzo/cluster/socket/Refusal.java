package dev.gonzo.cluster.socket;

import org.jspecify.annotations.Nullable;

/** Why a node does not want a connection. On the wire it is a number. */
enum Refusal {
  PROTOCOL("it speaks another protocol, or another version of it"),
  CLUSTER("it belongs to another cluster"),
  SELF("it is this node itself"),
  NAME_TAKEN("another node that is connected has its name"),
  LIMITS("its longest message is not ours: withMostBytes must be the same on all nodes"),
  SECRET("it does not know the secret of the cluster, or we do not know its"),
  CONNECTED("the two nodes are connected already"),
  FULL("there are too many nodes");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Whether it is part of normal work: both connect at once, or a list of members has the node. */
  boolean isExpected() {
    return this == CONNECTED || this == SELF;
  }

  static @Nullable Refusal of(int number) {
    return number >= 0 && number < values().length ? values()[number] : null;
  }
}
