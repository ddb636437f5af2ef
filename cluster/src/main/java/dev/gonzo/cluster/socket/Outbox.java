package dev.gonzo.cluster.socket;

import dev.gonzo.sync.Event;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The frames that wait to be sent to one node. Messages are bounded by their bytes; a heartbeat
 * passes them, also between the parts of one, and is there at most once.
 */
final class Outbox {
  /** The kinds of frames, of which each is a length, the kind, and a body. */
  static final byte MESSAGE = 1;

  static final byte HEARTBEAT = 2;
  static final byte LEAVING = 3;

  /** As much of a message as fits; the next part follows, and the last one is a MESSAGE. */
  static final byte PART = 4;

  static final int HEADER_BYTES = Integer.BYTES + 1;

  /** How much is sent at once, and more than any frame has. */
  static final int BATCH_BYTES = 64 << 10;

  private static final int HEARTBEAT_BYTES = HEADER_BYTES + Long.BYTES;

  private final int mostBytes;
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
  private final Event work = Event.of("frames for a node");
  private final Event room = Event.of("room for a message to a node");
  private final Event end = Event.of("the end of a connection");
  private int bytes;
  private long acknowledged;
  private boolean heartbeatDue;
  private int begun;
  private int beingSent;
  private boolean last;
  private boolean leaving;
  private boolean dropping;
  private boolean closed;

  Outbox(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Adds a message if there is room; drops it if it is closed or none can be sent any more. */
  boolean tryPut(byte[] message) {
    if (closed || leaving || dropping) {
      return true;
    }
    int size = HEADER_BYTES + message.length;
    if (bytes > 0 && bytes + size > mostBytes) {
      return false;
    }
    messages.add(message);
    bytes += size;
    work.set();
    return true;
  }

  /** Waits until there is room again, or it is closed. */
  void awaitRoom() {
    room.clear();
    room.await();
  }

  /** Asks for a heartbeat, which acknowledges what has been received. */
  void beat(long received) {
    acknowledged = received;
    heartbeatDue = true;
    work.set();
  }

  /** Asks for the last frame, after all messages, and takes no more of them. */
  void leave() {
    leaving = true;
    work.set();
  }

  /** Drops all messages, since none can be sent any more. */
  void drop() {
    dropping = true;
    messages.clear();
    room.set();
  }

  void awaitClosed() {
    end.await();
  }

  void close() {
    closed = true;
    messages.clear();
    work.set();
    room.set();
    end.set();
  }

  /** Waits for frames, and returns some of them, to be sent at once; none if it is closed. */
  byte[] next() {
    while (!closed && messages.isEmpty() && !heartbeatDue && !leaving) {
      work.clear();
      work.await();
    }
    if (closed) {
      return new byte[0];
    }
    var batch = ByteBuffer.allocate(Math.min(BATCH_BYTES, HEARTBEAT_BYTES + bytes + HEADER_BYTES));
    if (heartbeatDue) {
      heartbeatDue = false;
      header(batch, HEARTBEAT, Long.BYTES).putLong(acknowledged);
    }
    putMessages(batch);
    if (leaving && messages.isEmpty() && batch.remaining() >= HEADER_BYTES) {
      header(batch, LEAVING, 0);
      last = true;
    }
    return Arrays.copyOf(batch.array(), batch.position());
  }

  private void putMessages(ByteBuffer batch) {
    while (!messages.isEmpty() && batch.remaining() >= HEADER_BYTES) {
      byte[] message = messages.element();
      int left = message.length - begun;
      int length = Math.min(left, batch.remaining() - HEADER_BYTES);
      if (length == left) {
        header(batch, MESSAGE, length).put(message, begun, length);
        messages.remove();
        begun = 0;
        beingSent += HEADER_BYTES + length;
      } else if (batch.position() <= HEARTBEAT_BYTES) {
        header(batch, PART, length).put(message, begun, length);
        begun += length;
        beingSent += length;
      } else {
        return; // it begins the next batch
      }
    }
  }

  private static ByteBuffer header(ByteBuffer batch, byte kind, int length) {
    return batch.putInt(1 + length).put(kind);
  }

  /** Makes room for as much as has been sent. Returns whether the last frame was among it. */
  boolean sent() {
    bytes -= beingSent;
    beingSent = 0;
    room.set();
    return last;
  }
}
