package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Outgoing;
import dev.gonzo.cluster.link.Reply;
import dev.gonzo.sync.Event;
import org.jspecify.annotations.Nullable;

/** A call that this node has made: what its task waits for. */
final class Call {
  final long id;
  private final Event ended;
  private Outgoing.@Nullable Piece request;
  private boolean toSelf;
  private @Nullable Reply reply;
  private boolean withoutQuorum;
  private boolean cancelling;

  Call(long id, String function) {
    this.id = id;
    this.ended = Event.of("the end of " + function);
  }

  void sent(Outgoing.@Nullable Piece piece, boolean toThisNode) {
    request = piece;
    toSelf = toThisNode;
  }

  void ended(Reply how) {
    if (reply == null) {
      reply = how;
      ended.set();
    }
  }

  void lost(String why) {
    Outgoing.Piece piece = request;
    ended(new Reply.Abandoned(why, toSelf || (piece != null && piece.isHandedOver())));
  }

  /** Waits for its end. */
  void await() {
    ended.await();
  }

  /** Marks it as cancelled, and returns false if it was. */
  boolean cancel() {
    boolean first = !cancelling;
    cancelling = true;
    return first;
  }

  void cancelWithoutQuorum() {
    withoutQuorum = true;
  }

  boolean isWithoutQuorum() {
    return withoutQuorum;
  }

  @Nullable Reply reply() {
    return reply;
  }
}
