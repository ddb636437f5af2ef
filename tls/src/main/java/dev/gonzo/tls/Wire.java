package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;

/**
 * The buffers between TLS, which computes and never waits, and the stream below: the bytes that are
 * received but not decrypted, and those that are encrypted but not sent.
 *
 * <p>To TLS it is a non-blocking channel. So a cancellation, which arrives only at a wait, never
 * interrupts TLS in the middle of a record: bytes that were not read or sent are still here.
 */
final class Wire implements ByteChannel {
  /** The size of the buffer that an idle connection keeps. */
  private static final int LEAST = 4 << 10;

  /** How many bytes a busy connection reads at once. */
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

  /** Takes received bytes; none if all are taken. */
  @Override
  public int read(ByteBuffer target) {
    int count = Math.min(target.remaining(), receivedEnd - receivedStart);
    target.put(received, receivedStart, count);
    receivedStart += count;
    return count;
  }

  /** Accepts all bytes at once; the callers bound how many they write. */
  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    if (unsent.length - unsentEnd < count) {
      // A new array, with the bytes at the same indices: those in the old one may be being sent.
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

  /** Does nothing: the {@link TlsStream} closes the stream below. */
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
   * Waits for more bytes from the stream; returns false at its end. If it is cancelled, nothing is
   * lost. Called only when all received bytes are taken.
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

  /**
   * Waits until all bytes are sent, including those added meanwhile. If it is cancelled, the rest
   * stays here.
   */
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
