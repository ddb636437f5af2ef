package dev.gonzo.cluster.socket;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A handshake has ended without a connection, for a reason that one side has given. */
final class RefusedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** The reason. */
  private final Refusal refusal;

  /** The name of the other node. */
  private final @Nullable String peer;

  /** Whether this node has found it, or the other one has said it after its proof. */
  private final boolean certain;

  RefusedException(Refusal refusal, String who, @Nullable String peer, boolean certain) {
    super(who + ": " + refusal.text());
    this.refusal = refusal;
    this.peer = peer;
    this.certain = certain;
  }

  Refusal refusal() {
    return refusal;
  }

  /** Whether it is for a certain reason. What is said before the proof may come from a stranger. */
  boolean isFor(Refusal reason) {
    return certain && refusal == reason;
  }

  /** The name of the other node, if it has got as far as that. */
  @Nullable String peer() {
    return peer;
  }
}
