package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Sent;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.sync.Lock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side: frames go out one after the other, and each of them whole.
 *
 * <p>A task that sends is cancelled either before its frame has begun, or too late: then the frame
 * is kept, and is sent before all that follow.
 */
final class Wire {
  private static final byte[] NOTHING = {};

  /** How many bytes of a buffer without an array are copied at once. */
  private static final int COPIED = 16 << 10;

  private final ByteStream stream;
  private final WebSocketEngine engine;
  private final Ending ending;
  private final Lock sending = Lock.of("sending on a WebSocket");

  /** Bytes of frames whose senders were cancelled. They come before those of the engine. */
  private byte[] left = NOTHING;

  /** How many of them have been sent. */
  private int leftSent;

  private @Nullable Throwable failure;

  Wire(ByteStream stream, WebSocketEngine engine, Ending ending) {
    this.ending = ending;
    this.stream = stream;
    this.engine = engine;
  }

  /**
   * Sends an event. Suspends; a checkpoint. If it is cancelled, nothing of the event is sent.
   *
   * @throws WebSocketException if nothing can be sent any more
   */
  @Async
  void send(Sent event) throws IOException {
    try (var _ = sending.acquire()) {
      requireOpen();
      try {
        engine.send(event);
      } finally {
        // Also if the event is wrong: an answer to a ping may wait for this task to send it.
        drainOrKeep();
      }
    }
  }

  /** Whether an event can be sent. */
  boolean canSend() {
    return failure == null && engine.canSend();
  }

  /**
   * Requires that an event can be sent.
   *
   * @throws WebSocketException with the reason why not
   */
  void requireOpen() throws WebSocketException {
    if (!engine.canSend()) {
      ending.rethrow();
      throw ending.asReason();
    }
    if (failure != null) {
      throw WebSocketException.lost("an earlier write failed: " + failure, failure);
    }
  }

  /** Sends what the engine has prepared, such as a close frame after a violation. */
  @Async
  void flush() throws IOException {
    try (var _ = sending.acquire()) {
      if (failure == null) {
        drainOrKeep();
      }
    }
  }

  /**
   * Sends answers to pings in a task of their own. If the receiving task waited for that, and both
   * directions were full, then neither side would read, and all would wait for ever.
   */
  void flushBehind() {
    if (failure == null && engine.bytesToSend().hasRemaining() && sending.holder().isEmpty()) {
      sendBehind("an answer to a ping");
    }
  }

  private void sendBehind(String name) {
    var _ =
        Gonzo.spawnDaemon(
            name,
            () -> {
              try {
                flush();
              } catch (IOException failed) {
                // The next one that sends gets the failure too.
              }
            });
  }

  private void drainOrKeep() throws IOException {
    try {
      drain();
    } catch (IOException failed) {
      failure = failed;
      throw WebSocketException.lost("writing failed: " + failed.getMessage(), failed);
    } catch (Throwable arrived) {
      if (!Cancelled.postpone(arrived)) {
        failure = arrived;
        throw arrived;
      }
      keep();
      sendBehind("the rest of a WebSocket frame");
    }
  }

  private void drain() throws IOException {
    while (leftSent < left.length) {
      leftSent += stream.write(left, leftSent, left.length - leftSent);
    }
    left = NOTHING;
    leftSent = 0;
    for (ByteBuffer bytes = engine.bytesToSend();
        bytes.hasRemaining();
        bytes = engine.bytesToSend()) {
      int count = write(bytes);
      // Answers to pings may have been added behind it meanwhile.
      ByteBuffer same = engine.bytesToSend();
      same.position(same.position() + count);
    }
  }

  private int write(ByteBuffer bytes) throws IOException {
    if (bytes.hasArray()) {
      return stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
    var copy = new byte[Math.min(COPIED, bytes.remaining())];
    bytes.get(bytes.position(), copy);
    return stream.write(copy, 0, copy.length);
  }

  /** Copies what is not sent: the caller's memory is the caller's again when a send returns. */
  private void keep() {
    var parts = new ByteArrayOutputStream();
    parts.write(left, leftSent, left.length - leftSent);
    for (ByteBuffer bytes = engine.bytesToSend();
        bytes.hasRemaining();
        bytes = engine.bytesToSend()) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      parts.writeBytes(copy);
    }
    left = parts.toByteArray();
    leftSent = 0;
  }

  @Override
  public String toString() {
    return left.length - leftSent + " bytes left behind, " + sending;
  }
}
