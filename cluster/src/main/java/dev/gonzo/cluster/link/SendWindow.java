package dev.gonzo.cluster.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/** The pieces that were sent and are not acknowledged. They are sent again if they are missed. */
final class SendWindow {
  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;
  // What a piece costs beside its bytes.
  private static final int COST = 100;

  private final LinkLimits limits;
  private final Consumer<Outgoing> out;
  private final Deque<Outgoing.Piece> pieces = new ArrayDeque<>();
  private long last;
  private long bytes;
  private long pause = FIRST_PAUSE_NANOS;
  private long resendAt = Long.MAX_VALUE;

  SendWindow(LinkLimits limits, Consumer<Outgoing> out) {
    this.limits = limits;
    this.out = out;
  }

  boolean hasRoom() {
    return bytes < limits.windowBytes();
  }

  boolean isOverfull() {
    return bytes > limits.mostBytes();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Queues a message, and returns its last piece. */
  Outgoing.Piece add(int connection, byte[] message) {
    int from = 0;
    Outgoing.Piece piece;
    do {
      int to = Math.min(from + limits.pieceBytes(), message.length);
      piece =
          new Outgoing.Piece(
              connection, ++last, to < message.length, Arrays.copyOfRange(message, from, to));
      pieces.add(piece);
      bytes += to - from + COST;
      out.accept(piece);
      from = to;
    } while (piece.more);
    return piece;
  }

  void handedOver(Outgoing.Piece piece, long now) {
    piece.handOver();
    if (resendAt == Long.MAX_VALUE) {
      resendAt = now + pause;
    }
  }

  /** Forgets what has arrived. Returns false if that cannot be: it was never sent. */
  boolean acknowledged(long received, long now) {
    if (received > last) {
      return false;
    }
    boolean progress = false;
    while (!pieces.isEmpty() && pieces.getFirst().sequence <= received) {
      Outgoing.Piece piece = pieces.removeFirst();
      byte[] content = piece.bytes;
      if (content != null) {
        bytes -= content.length + COST;
      }
      piece.bytes = null;
      progress = true;
    }
    if (progress) {
      pause = FIRST_PAUSE_NANOS;
      resendAt = pieces.isEmpty() ? Long.MAX_VALUE : now + pause;
    }
    return true;
  }

  /** When {@link #resend} is due. */
  long resendAt() {
    return resendAt;
  }

  /** Sends what is kept again, except for what still waits for the transport. */
  void resend(long now) {
    for (Outgoing.Piece piece : pieces) {
      if (piece.isHandedOver() && !piece.queued) {
        piece.queued = true;
        out.accept(piece);
      }
    }
    pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
    resendAt = pieces.isEmpty() ? Long.MAX_VALUE : now + pause;
  }
}
