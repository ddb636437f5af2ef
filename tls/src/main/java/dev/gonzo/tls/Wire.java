package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;

/**
 * What stands between TLS, which computes and never waits, and the stream below, which waits and
 * does nothing else: the bytes that have come and are not decrypted, and those that are encrypted
 * and not sent.
 *
 * <p>To TLS it is a channel that does not block. So a cancellation, which arrives only where
 * something waits, never meets TLS in the middle of a record: whatever was not read or sent is
 * still here.
 */
final class Wire implements ByteChannel {
  /** What a connection keeps while it is idle. */
  private static final int LEAST = 4 << 10;

  /** What one that is busy reads at once. */
  private static final int MOST = 64 << 10;

  private final ByteStream stream;
  private byte[] received = new byte[0];
  private int receivedStart;
  private int receivedEnd;
  private byte[] unsent = new byte[0];
  private int unsentStart;
  private int unsentEnd;
  private long produced;

  Wire(ByteStream stream) {
    this.stream = stream;
  }

  // ---------------------------------------------------------------- for TLS

  /** Takes what has come; nothing if that is all taken. */
  @Override
  public int read(ByteBuffer target) {
    int count = Math.min(target.remaining(), receivedEnd - receivedStart);
    target.put(received, receivedStart, count);
    receivedStart += count;
    return count;
  }

  /** Takes all, at once: those who cause it to be written bound how much it can be. */
  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    if (unsent.length - unsentEnd < count) {
      // A new array, with all at its place: what lies in the old one may be on its way.
      unsent = Arrays.copyOf(unsent, Math.max(unsentEnd + count, unsent.length * 2));
    }
    source.get(unsent, unsentEnd, count);
    unsentEnd += count;
    produced += count;
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Closes nothing: the stream is closed by whoever closes all. */
  @Override
  public void close() {}

  // ---------------------------------------------------------------- for tasks

  /** How many bytes TLS has written since the beginning. */
  long produced() {
    return produced;
  }

  boolean hasUnsent() {
    return unsentStart < unsentEnd;
  }

  /**
   * Waits for more from the stream; false at its end. Cancelled, nothing is lost. Asked for only
   * when all that has come is taken.
   */
  @Async
  boolean fill() throws IOException {
    int size = receivedEnd < LEAST ? LEAST : MOST;
    if (received.length != size) {
      received = new byte[size];
    }
    receivedStart = 0;
    receivedEnd = 0;
    int count = stream.read(received, 0, size);
    receivedEnd = Math.max(count, 0);
    return count >= 0;
  }

  /** Waits until all is sent, also what comes to it meanwhile. Cancelled, the rest is here. */
  @Async
  void flush() throws IOException {
    while (hasUnsent()) {
      unsentStart += stream.write(unsent, unsentStart, unsentEnd - unsentStart);
    }
    unsentStart = 0;
    unsentEnd = 0;
    if (unsent.length > LEAST) {
      unsent = new byte[0];
    }
  }
}
