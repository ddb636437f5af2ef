package dev.gonzo.cluster.link;

/**
 * The limits of a {@link Link}.
 *
 * @param frameBytes the longest frame that the transport carries
 * @param messageBytes the longest message that is taken
 * @param windowBytes how much may be on its way before senders have to wait
 * @param patienceNanos after how long without a sign of the other node the link ends, while
 *     something is awaited from it
 */
public record LinkLimits(int frameBytes, int messageBytes, int windowBytes, long patienceNanos) {
  /** The most bytes of a frame that belong to a message. */
  int pieceBytes() {
    return frameBytes - Frame.OVERHEAD;
  }

  /** What is sent without waiting for room is little; a node that takes none of it is given up. */
  long mostBytes() {
    return 16L * windowBytes + messageBytes;
  }
}
