package dev.gonzo.cluster;

import dev.gonzo.Cancelled;
import dev.gonzo.Deadline;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.TaskFailedException;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Reply;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.codec.DamagedValueException;
import org.jspecify.annotations.Nullable;

/** Calls a function on another node, in the task that calls. */
final class Caller<A extends @Nullable Object, R extends @Nullable Object> {
  private final LocalNode node;
  private final NodeId to;
  private final Remote<A, R> function;

  Caller(LocalNode node, NodeId to, Remote<A, R> function) {
    this.node = node;
    this.to = to;
    this.function = function;
  }

  R call(A argument) {
    byte[] encoded = function.argument().encode(argument);
    Gonzo.checkpoint();
    node.requireAble();
    Peer peer = node.peer(to);
    peer.awaitReady();
    node.requireAble();
    peer.requireShort("the argument of " + function, encoded);
    Moment deadline = Deadline.nearest();
    Call call = peer.start(function.name(), encoded, remaining(deadline));
    try {
      call.await();
    } catch (Throwable cancelled) {
      peer.cancel(call, cancelled instanceof Cancelled why ? why.reason() : "its group has failed");
      Gonzo.withoutCancellation(call::await);
      if (call.reply() instanceof Reply.Value(byte[] value) && Cancelled.postpone(cancelled)) {
        return decoded(value);
      }
      throw cancelled;
    }
    return result(call, deadline);
  }

  private static long remaining(Moment deadline) {
    if (deadline.equals(Moment.NEVER)) {
      return Message.NO_DEADLINE;
    }
    return Math.max(0, deadline.nanos() - Moment.now().nanos());
  }

  private R result(Call call, Moment deadline) {
    Reply reply = call.reply();
    if (call.isWithoutQuorum() && !(reply instanceof Reply.Value)) {
      throw new NoQuorumException(node.nodes().size(), node.options().quorum(), true);
    }
    return switch (reply) {
      case null -> throw new AssertionError("a call has ended without a reply");
      case Reply.Value(byte[] value) -> decoded(value);
      case Reply.Failed failed -> throw new RemoteFailure(to.name(), failed);
      case Reply.Ended(String reason, String requester) -> throw cancelledThere(reason, requester);
      case Reply.TooLate() -> {
        // Here the deadline passes a moment later, unless the caller has moved it.
        Gonzo.sleep(deadline.since(Moment.now()));
        Gonzo.checkpoint();
        throw cancelledThere("the deadline has passed", to.name());
      }
      case Reply.Abandoned(String why, boolean started) ->
          throw new NodeLostException(to.name(), why, started);
    };
  }

  private TaskFailedException cancelledThere(String reason, String requester) {
    return new TaskFailedException(new Cancelled(reason, requester + " on " + to.name()));
  }

  private R decoded(byte[] value) {
    try {
      return function.result().decode(value);
    } catch (DamagedValueException otherShape) {
      throw new RemoteFailure(
          to.name(),
          new Reply.Failed(
              DamagedValueException.class.getName(),
              "the result is not of the type that this node expects: " + otherShape.getMessage(),
              ""));
    }
  }
}
