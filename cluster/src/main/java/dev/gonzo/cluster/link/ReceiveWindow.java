package dev.gonzo.cluster.link;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts pieces together to messages, in their order. */
final class ReceiveWindow {
  /** What a piece was. */
  enum Verdict {
    TAKEN,
    /** It has arrived before. */
    AGAIN,
    /** Others before it are missing. */
    AHEAD
  }

  private static final int ACKNOWLEDGE_PIECES = 32;
  private static final long ACKNOWLEDGE_NANOS = 200_000_000L;
  private static final long ASK_AGAIN_NANOS = 500_000_000L;

  private final LinkLimits limits;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long received;
  private long acknowledged;
  private long unacknowledgedBytes;
  private long acknowledgeAt = Long.MAX_VALUE;
  private long askedFor = -1;
  private long askedAt;

  ReceiveWindow(LinkLimits limits) {
    this.limits = limits;
  }

  /** The number of the last piece that has arrived with all before it. */
  long received() {
    return received;
  }

  Verdict look(Frame.Data data) {
    return data.sequence() <= received
        ? Verdict.AGAIN
        : data.sequence() == received + 1 ? Verdict.TAKEN : Verdict.AHEAD;
  }

  /** Takes the next piece, and returns the message that it completes. */
  byte @Nullable [] take(Frame.Data data, long now) throws MalformedMessageException {
    received = data.sequence();
    unacknowledgedBytes += data.piece().length;
    if (acknowledgeAt == Long.MAX_VALUE) {
      acknowledgeAt = now + ACKNOWLEDGE_NANOS;
    }
    if (begun.size() + (long) data.piece().length > limits.messageBytes()) {
      throw new MalformedMessageException(
          "a message is longer than the limit of " + limits.messageBytes() + " bytes");
    }
    if (!data.more() && begun.size() == 0) {
      return data.piece();
    }
    begun.writeBytes(data.piece());
    if (data.more()) {
      return null;
    }
    byte[] message = begun.toByteArray();
    begun.reset();
    return message;
  }

  boolean isAcknowledgementDue(long now) {
    return received - acknowledged >= ACKNOWLEDGE_PIECES
        || unacknowledgedBytes >= limits.windowBytes() / 2
        || acknowledgeAt <= now;
  }

  long acknowledgeAt() {
    return acknowledgeAt;
  }

  void acknowledged() {
    acknowledged = received;
    unacknowledgedBytes = 0;
    acknowledgeAt = Long.MAX_VALUE;
  }

  /** Whether to ask for what is missing: not for each of the pieces that come ahead of it. */
  boolean shallAsk(long now) {
    if (askedFor == received && now - askedAt < ASK_AGAIN_NANOS) {
      return false;
    }
    askedFor = received;
    askedAt = now;
    return true;
  }
}
