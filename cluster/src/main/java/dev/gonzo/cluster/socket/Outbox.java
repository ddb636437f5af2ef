package dev.gonzo.cluster.socket;

import dev.gonzo.sync.Event;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The frames that wait to be sent to one node. Messages are bounded by their bytes; a heartbeat
 * passes them, and is there at most once.
 */
final class Outbox {
  /** The kinds of frames, of which each is a length, the kind, and a body. */
  static final byte MESSAGE = 1;

  static final byte HEARTBEAT = 2;
  static final byte LEAVING = 3;

  static final int HEADER_BYTES = Integer.BYTES + 1;

  /** How much is sent at once, if it consists of several messages. */
  private static final int BATCH_BYTES = 64 << 10;

  private static final int HEARTBEAT_BYTES = HEADER_BYTES + Long.BYTES;

  private final int mostBytes;
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
  private final Event work = Event.of("frames for a node");
  private final Event room = Event.of("room for a message to a node");
  private final Event empty = Event.of("the last frame to a node");
  private int bytes;
  private long acknowledged;
  private boolean heartbeatDue;
  private boolean leaving;
  private boolean closed;

  Outbox(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Adds a message if there is room; also if it is closed, and then drops it. */
  boolean tryPut(byte[] message) {
    if (closed || leaving) {
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

  /** Waits until the last frame has been sent, or it is closed. */
  void awaitLeft() {
    empty.await();
  }

  void close() {
    closed = true;
    messages.clear();
    work.set();
    room.set();
    empty.set();
  }

  boolean isClosed() {
    return closed;
  }

  /** Waits for frames, and returns some of them, to be sent at once; none if it is closed. */
  byte[] next() {
    while (!closed && messages.isEmpty() && !heartbeatDue && !leaving) {
      work.clear();
      work.await();
    }
    ByteBuffer batch = ByteBuffer.allocate(sizeOfNext());
    if (heartbeatDue && batch.hasRemaining()) {
      heartbeatDue = false;
      header(batch, HEARTBEAT, Long.BYTES).putLong(acknowledged);
    }
    while (!messages.isEmpty() && batch.remaining() >= HEADER_BYTES + messages.peek().length) {
      byte[] message = messages.remove();
      header(batch, MESSAGE, message.length).put(message);
    }
    if (leaving && messages.isEmpty() && batch.remaining() >= HEADER_BYTES) {
      header(batch, LEAVING, 0);
    }
    return batch.array();
  }

  private int sizeOfNext() {
    if (closed) {
      return 0;
    }
    int size = heartbeatDue ? HEARTBEAT_BYTES : 0;
    boolean all = true;
    for (byte[] message : messages) {
      int more = HEADER_BYTES + message.length;
      if (size > HEARTBEAT_BYTES && size + more > BATCH_BYTES) {
        all = false;
        break;
      }
      size += more;
    }
    return leaving && all ? size + HEADER_BYTES : size;
  }

  private static ByteBuffer header(ByteBuffer batch, byte kind, int length) {
    return batch.putInt(1 + length).put(kind);
  }

  /** Makes room for as much as has been sent. Returns whether the last frame was among it. */
  boolean sent(byte[] batch) {
    for (int at = 0; at < batch.length; ) {
      int length = ByteBuffer.wrap(batch).getInt(at);
      if (batch[at + Integer.BYTES] == MESSAGE) {
        bytes -= Integer.BYTES + length;
      } else if (batch[at + Integer.BYTES] == LEAVING) {
        empty.set();
        return true;
      }
      at += Integer.BYTES + length;
    }
    room.set();
    return false;
  }
}
