package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.View;

/** What the task of a node handles next. */
sealed interface Arrival {
  /** A frame of another node. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record FromNode(NodeId from, byte[] frame) implements Arrival {}

  /** A new view. */
  record Seen(View view) implements Arrival {}

  /** A message of this node to itself. */
  record FromSelf(Message message) implements Arrival {}

  /** Something has to be done earlier than was thought. */
  record Sooner() implements Arrival {}
}
