package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.hpack.HpackField;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of an open stream. */
final class Stream {
  final int id;
  final Waits.Slot bodyWait = new Waits.Slot();
  final Waits.Slot writeWait = new Waits.Slot();

  boolean isClosed;

  /** Whether the peer has sent its head (but for interim ones), and the end of its message. */
  boolean hasReceivedHead;

  boolean hasReceivedEnd;

  /** Whether this side has sent its head, and the end of its message, if only to the queue. */
  boolean hasSentHead;

  boolean hasSentEnd;

  /** Whether the request has the method HEAD, or CONNECT. */
  boolean isHead;

  boolean isTunnel;

  /** What content-length says; -1 without one. */
  long expectedBytes = -1;

  long receivedBytes;
  long declaredBytes = -1;
  long acceptedBytes;
  boolean mayHaveBody = true;

  long receiveWindow;
  long unread;
  long credit;

  /** The heads of responses that were not made into frames. */
  final ArrayDeque<List<HpackField>> heads = new ArrayDeque<>(1);

  long sendWindow;
  final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
  long queuedBytes;
  long framedBytes;
  long emptied;

  /** How much had been written on the connection with the end of this stream. */
  long endWritten;

  boolean isEndQueued;
  boolean isReady;
  @Nullable List<HpackField> trailers;

  Stream(int id, long sendWindow, long receiveWindow) {
    this.id = id;
    this.sendWindow = sendWindow;
    this.receiveWindow = receiveWindow;
  }

  /** {@return whether a frame could be sent, if the connection's window allows it} */
  boolean canSend() {
    return !isClosed && (!heads.isEmpty() || (queuedBytes > 0 ? sendWindow > 0 : isEndQueued));
  }

  @Override
  public String toString() {
    return "%d %s%s, window %d, waiting %d, unread %d"
        .formatted(
            id,
            hasReceivedEnd ? "received" : "receiving",
            hasSentEnd ? " sent" : " sending",
            sendWindow,
            queuedBytes,
            unread);
  }
}
