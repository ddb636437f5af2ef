package dev.gonzo.testing;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.net.SocketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of {@link MemoryStreams}. It can also fail on request, for tests of what a program does
 * when its connection breaks.
 */
public final class MemoryStream implements ByteStream {
  private static final int CORRUPTED_BIT = 1;

  // Tasks that wait for bytes to read, or for room to write.
  private final WaitQueue changed = new WaitQueue();
  // The bytes on their way to this end; the counts are those since the beginning.
  private final byte[] ring;
  private long arrived;
  private long taken;
  private int width;
  private boolean ended;
  private boolean closed;
  private boolean reading;
  private boolean writing;
  private boolean corrupting;
  private @Nullable Exception failure;
  private @Nullable MemoryStream peer;

  MemoryStream(int capacity) {
    ring = new byte[capacity];
    width = capacity;
  }

  void connect(MemoryStream other) {
    peer = other;
  }

  private MemoryStream peer() {
    return Objects.requireNonNull(peer);
  }

  void narrow(int bytes) {
    if (bytes < 1 || bytes > ring.length) {
      throw new IllegalArgumentException(
          "a width must be from 1 to " + ring.length + ", got " + bytes);
    }
    width = bytes;
  }

  /**
   * Makes the next write at this end fail.
   *
   * @param cause the exception that it throws: an {@code IOException}, or an unchecked one
   * @throws IllegalArgumentException if it is another exception, which a write cannot throw
   */
  public void failNextWrite(Exception cause) {
    if (!(cause instanceof IOException || cause instanceof RuntimeException)) {
      throw new IllegalArgumentException("a write cannot throw this exception", cause);
    }
    failure = cause;
  }

  /** Inverts the last bit of what the next write at this end sends. */
  public void corruptNextWrite() {
    corrupting = true;
  }

  /** {@return how many bytes were written at this end since the beginning} Never suspends. */
  public long written() {
    return peer().arrived;
  }

  /** {@return how many bytes were read at this end since the beginning} Never suspends. */
  public long read() {
    return taken;
  }

  /** {@return whether this end was closed} Never suspends. */
  public boolean isClosed() {
    return closed;
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (reading) {
      throw new BusyException("another task is waiting to read");
    }
    reading = true;
    try {
      Coroutine.trap(CHECKPOINT);
      while (true) {
        if (closed) {
          throw new SocketException("the stream is closed");
        }
        if (length == 0) {
          return 0;
        }
        int count = (int) Math.min(length, arrived - taken);
        if (count > 0) {
          for (int i = 0; i < count; i++) {
            buffer[offset + i] = ring[(int) (taken++ % ring.length)];
          }
          peer().wake();
          return count;
        }
        if (ended) {
          return -1;
        }
        Coroutine.trap(new WaitOn(changed));
      }
    } finally {
      reading = false;
    }
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (writing) {
      throw new BusyException("another task is writing");
    }
    writing = true;
    try {
      Coroutine.trap(CHECKPOINT);
      throwFailure();
      while (true) {
        if (closed) {
          throw new SocketException("the stream is closed");
        }
        MemoryStream other = peer();
        if (other.closed) {
          throw new BrokenPipeException("the other end is closed", null);
        }
        int count = (int) Math.min(length, other.width - (other.arrived - other.taken));
        if (count > 0 || length == 0) {
          send(bytes, offset, count);
          return count;
        }
        Coroutine.trap(new WaitOn(changed));
      }
    } finally {
      writing = false;
    }
  }

  private void throwFailure() throws IOException {
    Exception now = failure;
    failure = null;
    if (now instanceof IOException broken) {
      throw broken;
    }
    if (now instanceof RuntimeException fault) {
      throw fault;
    }
  }

  private void send(byte[] bytes, int offset, int count) {
    MemoryStream other = peer();
    for (int i = 0; i < count; i++) {
      other.ring[(int) (other.arrived++ % other.ring.length)] = bytes[offset + i];
    }
    if (corrupting && count > 0) {
      corrupting = false;
      other.ring[(int) ((other.arrived - 1) % other.ring.length)] ^= CORRUPTED_BIT;
    }
    other.wake();
  }

  /**
   * Closes this end: the other one reads what is on its way and then the end of input, and can no
   * longer write. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Coroutine.requireInside(); // before the first change
    closed = true;
    peer().ended = true;
    wake();
    peer().wake();
  }

  private void wake() {
    Coroutine.trap(new Wake(changed, Integer.MAX_VALUE));
  }
}
