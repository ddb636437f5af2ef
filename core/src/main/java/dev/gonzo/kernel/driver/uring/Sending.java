package dev.gonzo.kernel.driver.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gonzo.kernel.driver.linux.Ring;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection that the ring sends: copied from the program, queued, and then
 * submitted. Kernel thread only.
 */
final class Sending extends Request {
  private final UringSocket socket;
  private final SendQueue queue;
  private @Nullable MemorySegment memory;
  private int length;
  private boolean shutsDown;

  Sending(UringSocket socket, SendQueue queue) {
    this.socket = socket;
    this.queue = queue;
  }

  /** Whether it has bytes that are not sent yet. */
  boolean isBusy() {
    return memory != null;
  }

  /** Whether it has bytes that Linux has not seen yet. */
  boolean isQueued() {
    return isBusy() && !isUnderWay();
  }

  /**
   * Copies bytes, to send them with the next entry of the ring.
   *
   * @return how many; 0 if there is no room for them
   */
  int copy(byte[] bytes, int offset, int count) {
    if (count > SendQueue.MOST_BYTES - length) {
      return 0;
    }
    boolean isFirst = memory == null;
    MemorySegment to = isFirst ? queue.memory() : memory;
    if (to == null) {
      return 0;
    }
    MemorySegment.copy(bytes, offset, to, JAVA_BYTE, length, count);
    memory = to;
    length += count;
    if (isFirst) {
      queue.add(this);
    }
    return count;
  }

  /** Shuts the output of the socket down when the bytes are sent. */
  void shutDownAfterwards() {
    shutsDown = true;
  }

  @Override
  boolean submit(Ring ring, long data) {
    return ring.send(socket.descriptor, memory(), length, data);
  }

  /** Whether Linux has it, and the socket is closed, so that only a slow peer delays its end. */
  boolean isLeft() {
    return isUnderWay() && socket.isClosed();
  }

  @Override
  void completed(int result, int flags) {
    // If there is no memory to go on, this is called again, and must not begin again.
    if (memory != null) {
      if (result < length && !socket.isClosed()) {
        socket.sendFailed(result);
      }
      queue.ended(memory);
      memory = null;
      length = 0;
    }
    if (!socket.isClosed()) {
      if (shutsDown) {
        shutsDown = false;
        socket.shutDownNow();
      }
      socket.output.event(false);
    }
  }

  private MemorySegment memory() {
    if (memory == null) {
      throw new AssertionError("there is nothing to send");
    }
    return memory;
  }
}
