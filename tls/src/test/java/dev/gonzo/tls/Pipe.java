package dev.gonzo.tls;

import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;

/**
 * Two streams in memory, each of which reads what the other writes: as sockets, without a device.
 */
final class Pipe {
  private final int capacity;
  private int width;
  private final End left;
  private final End right;

  private Pipe(int capacity) {
    this.capacity = capacity;
    this.width = capacity;
    left = new End();
    right = new End();
    left.peer = right;
    right.peer = left;
  }

  /** With room for so many bytes on the way. */
  static Pipe of(int capacity) {
    return new Pipe(capacity);
  }

  /** Makes it narrower. */
  Pipe narrowedTo(int bytes) {
    width = bytes;
    return this;
  }

  End left() {
    return left;
  }

  End right() {
    return right;
  }

  /** One end. */
  final class End implements ByteStream {
    private final WaitQueue changed = new WaitQueue();
    private final byte[] ring = new byte[capacity];
    private long arrived;
    private long taken;
    private boolean ended;
    private boolean closed;
    private boolean reading;
    private End peer;
    private boolean corrupting;
    private boolean failing;

    /** Fails at the next write, as no stream should. */
    void failNext() {
      failing = true;
    }

    /** Changes the last bit of what is written next: somebody sits on the line. */
    void corruptNext() {
      corrupting = true;
    }

    /** How many bytes were written here since the beginning. */
    long written() {
      return peer.arrived;
    }

    boolean isClosed() {
      return closed;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (reading) {
        throw new BusyException("two readers");
      }
      reading = true;
      try {
        Coroutine.trap(new Checkpoint());
        while (true) {
          if (closed) {
            throw new SocketException("closed");
          }
          int count = (int) Math.min(length, arrived - taken);
          if (count > 0) {
            for (int i = 0; i < count; i++) {
              buffer[offset + i] = ring[(int) (taken++ % capacity)];
            }
            wake(peer);
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

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
      Coroutine.trap(new Checkpoint());
      if (failing) {
        failing = false;
        throw new IllegalStateException("a fault");
      }
      while (true) {
        if (closed) {
          throw new SocketException("closed");
        }
        if (peer.closed) {
          throw new EOFException("nobody reads");
        }
        int count = (int) Math.min(length, width - (peer.arrived - peer.taken));
        if (count > 0) {
          for (int i = 0; i < count; i++) {
            peer.ring[(int) (peer.arrived++ % capacity)] = bytes[offset + i];
          }
          if (corrupting) {
            corrupting = false;
            peer.ring[(int) ((peer.arrived - 1) % capacity)] ^= 1;
          }
          wake(peer);
          return count;
        }
        Coroutine.trap(new WaitOn(changed));
      }
    }

    @Override
    public void close() {
      closed = true;
      peer.ended = true;
      wake(this);
      wake(peer);
    }

    private void wake(End end) {
      Coroutine.trap(new Wake(end.changed, Integer.MAX_VALUE));
    }
  }
}
