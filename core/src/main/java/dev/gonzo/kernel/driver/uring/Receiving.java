package dev.gonzo.kernel.driver.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.BufferRing;
import dev.gonzo.kernel.driver.linux.Ring;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The request for the next bytes of a connection, into a buffer that Linux chooses when they
 * arrive. Kernel thread only.
 *
 * <p>It is made when a task begins to wait, and only then: so at most one buffer of bytes is taken
 * ahead of the program, and the system stops a peer that sends more. A cancelled wait leaves the
 * request, and the next wait adopts it. Bytes that no task waits for when they arrive, and those
 * for which a task's buffer has no room, are kept on the heap for the next receive.
 */
final class Receiving extends Request {
  private static final int NONE = -1;

  private final UringSocket socket;
  private final BufferRing buffers;
  // The bytes that have arrived and are not taken yet: in the buffer while its completion is
  // handled, and on the heap afterwards.
  private @Nullable MemorySegment arrived;
  private int at;
  private int end;
  // Whether the system had more bytes behind them.
  private boolean more;
  // The flags that name a buffer whose bytes could not be copied to the heap.
  private int held = NONE;

  Receiving(UringSocket socket, BufferRing buffers) {
    this.socket = socket;
    this.buffers = buffers;
  }

  @Override
  boolean submit(Ring ring, long data) {
    return ring.receive(socket.descriptor, buffers, data);
  }

  @Override
  void completed(int result, int flags) {
    if (result > 0) {
      arrived(result, flags);
      return;
    }
    if (result == -ErrorNumber.ENOBUFS) {
      boolean _ = buffers.grow();
    } else if (isLoss(result)) {
      socket.failed(result);
    }
    // Without bytes: a plain call takes those that found no buffer, or finds the end, or waits
    // again after a request that Linux has given up for a reason of its own.
    socket.input.event(false);
  }

  /** Whether it is the end of the connection, which Linux reports only once. */
  private static boolean isLoss(int result) {
    return switch (-result) {
      case ErrorNumber.ECONNRESET,
          ErrorNumber.ECONNABORTED,
          ErrorNumber.ECONNREFUSED,
          ErrorNumber.ETIMEDOUT,
          ErrorNumber.EPIPE,
          ErrorNumber.EHOSTUNREACH,
          ErrorNumber.ENETUNREACH ->
          true;
      default -> false;
    };
  }

  private void arrived(int count, int flags) {
    if (socket.isClosed()) {
      buffers.giveBack(flags);
      return;
    }
    // If there is no memory to go on, this is called again, and must not begin again. A buffer that
    // is held is in no other completion.
    if (held != flags) {
      MemorySegment bytes = buffers.buffer(flags);
      release();
      show(bytes, count);
      more = (flags & Ring.IORING_CQE_F_SOCK_NONEMPTY) != 0;
      held = flags;
    }
    socket.input.event(false); // a waiting task takes what it has room for
    if (at < end) {
      keepRest();
    }
    release();
  }

  private void show(MemorySegment bytes, int count) {
    arrived = bytes;
    at = 0;
    end = count;
  }

  private void keepRest() {
    byte[] rest = new byte[end - at];
    MemorySegment.copy(arrivedBytes(), JAVA_BYTE, at, rest, 0, rest.length);
    show(MemorySegment.ofArray(rest), rest.length);
  }

  private void release() {
    if (held != NONE) {
      buffers.giveBack(held);
      held = NONE;
    }
  }

  /** Gives back what a closed socket does not need any more. */
  void discard() {
    arrived = null;
    at = end;
    release();
  }

  /** Takes bytes that have arrived; those of the system if there are none here. */
  int take(byte[] bytes, int offset, int length) {
    if (at == end) {
      return socket.receiveNow(bytes, offset, length);
    }
    int count = Math.min(length, end - at);
    MemorySegment.copy(arrivedBytes(), JAVA_BYTE, at, bytes, offset, count);
    taken(count);
    if (count == length || at < end || !more) {
      return count;
    }
    int rest = socket.receiveNow(bytes, offset + count, length - count);
    if (rest < 0 && rest != -ErrorNumber.EAGAIN) {
      socket.failed(rest); // the next receive reports it
    }
    return count + Math.max(rest, 0);
  }

  /** Like the other, without moving the position of the buffer. */
  int take(ByteBuffer buffer) {
    if (at == end) {
      return socket.receiveNow(buffer);
    }
    int count = Math.min(buffer.remaining(), end - at);
    MemorySegment.copy(arrivedBytes(), at, MemorySegment.ofBuffer(buffer), 0, count);
    taken(count);
    return count;
  }

  private void taken(int count) {
    at += count;
    if (at == end) {
      arrived = null;
      if (!more) {
        socket.input.drained();
      }
    }
  }

  private MemorySegment arrivedBytes() {
    if (arrived == null) {
      throw new AssertionError("no bytes have arrived");
    }
    return arrived;
  }
}
