package dev.gonzo.cluster;

import dev.gonzo.cluster.link.ReceiveStream;

/**
 * What one node has sent to one channel, and was not received yet. The credits limit each stream;
 * this limits what streams leave behind that are opened, used and closed again and again.
 */
final class Backlog {
  private static final long MOST_ITEMS = 1_000_000;
  private static final long MOST_BYTES = 64L << 20;

  private final int credits;
  private final int mostItemBytes;
  private int live;
  // Items of streams that have ended.
  private long left;
  private long bytes;
  private boolean turnedAway;

  Backlog(int credits, int mostItemBytes) {
    this.credits = credits;
    this.mostItemBytes = mostItemBytes;
  }

  /** Counts another stream, if there is room for all its credits. */
  boolean open() {
    long most = Math.max(2L * credits, MOST_ITEMS);
    if (left >= credits || left + (live + 1L) * credits > most || bytes >= MOST_BYTES) {
      turnedAway = true;
      return false;
    }
    live++;
    return true;
  }

  void ended(ReceiveStream stream) {
    live--;
    left += stream.waiting();
  }

  /** Whether one more item of this length, in bytes, may come. */
  boolean hasRoom(int length) {
    return bytes + length <= MOST_BYTES + (long) credits * mostItemBytes;
  }

  void arrived(int length) {
    bytes += length;
  }

  void taken(int length, boolean ofEndedStream) {
    bytes -= length;
    left -= ofEndedStream ? 1 : 0;
  }

  /** Whether a stream was turned away since the last call. */
  boolean takeTurnedAway() {
    boolean was = turnedAway;
    turnedAway = false;
    return was;
  }

  boolean isEmpty() {
    return live == 0 && left == 0 && bytes == 0 && !turnedAway;
  }
}
