package dev.gonzo.cluster.socket;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A handshake has ended without a connection, for a reason that one side has given. */
final class RefusedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final @Nullable String peer;

  RefusedException(Refusal refusal, String who, @Nullable String peer) {
    super(who + ": " + refusal.text());
    this.refusal = refusal;
    this.peer = peer;
  }

  Refusal refusal() {
    return refusal;
  }

  /** The name of the other node, if it has got as far as that. */
  @Nullable String peer() {
    return peer;
  }
}
