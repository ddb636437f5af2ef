package dev.gonzo.cluster;

import dev.gonzo.Gonzo;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.cluster.transport.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls a function on one node after the other, until one is not lost. */
final class Supervisor<A extends @Nullable Object, R extends @Nullable Object> {
  private final LocalNode node;
  private final Remote<A, R> function;
  private final int turn;
  private final Set<NodeId> tried = new HashSet<>();

  Supervisor(LocalNode node, Remote<A, R> function, int turn) {
    this.node = node;
    this.function = function;
    this.turn = turn;
  }

  R call(A argument) {
    Gonzo.checkpoint();
    NodeLostException lost = null;
    while (true) {
      node.requireAble();
      NodeId next = next();
      if (next == null && lost == null) {
        next = awaitFirst();
      }
      if (next == null) {
        throw lost != null ? lost : NodeLostException.withoutServer(function.name());
      }
      tried.add(next);
      try {
        return new Caller<>(node, next, function).call(argument);
      } catch (NodeLostException another) {
        if (lost != null) {
          another.addSuppressed(lost);
        }
        lost = another;
      }
    }
  }

  private @Nullable NodeId next() {
    List<NodeId> left =
        node.having(Subject.FUNCTION, function.name()).stream()
            .map(Node::id)
            .filter(id -> !tried.contains(id))
            .toList();
    return left.isEmpty() ? null : left.get(Math.floorMod(turn, left.size()));
  }

  /** Waits for a node that serves it: what the others serve is known soon after they are seen. */
  private @Nullable NodeId awaitFirst() {
    boolean _ =
        Gonzo.ignoreAfter(
            node.options().patience(),
            () -> {
              while (next() == null) {
                node.requireAble();
                node.awaitDirectory();
              }
            });
    return next();
  }
}
