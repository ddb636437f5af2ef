package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.http1.Close;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http1.ServerOutput;
import dev.gonzo.http.engine.http1.Transferred;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.sync.Event;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection of HTTP/1.1 sends. While bytes of the engine are being written, nothing may be
 * added to them: so everything that is sent passes through here, and waits for its turn.
 */
final class Http1Output {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.http");

  /** The engine's output is written when it is longer. */
  private static final int COLLECTED = 16_384;

  private final Http1Server engine;
  private final Http1Limits limits;
  private final ByteStream stream;
  private int collected;
  private boolean isWriting;
  private boolean isFlushDue;
  private boolean isClientTooSlow;
  private @Nullable Event quiet;

  Http1Output(Http1Server engine, Http1Limits limits, ByteStream stream) {
    this.engine = engine;
    this.limits = limits;
    this.stream = stream;
  }

  boolean isWriting() {
    return isWriting;
  }

  /** Waits until nothing is being written. */
  @Async
  void awaitTurn() {
    while (isWriting) {
      if (quiet == null) {
        quiet = Event.of("HTTP/1.1 output");
      }
      quiet.await();
    }
  }

  private void endTurn() {
    isWriting = false;
    Event waiting = quiet;
    if (waiting != null) {
      quiet = null;
      waiting.set();
    }
  }

  /** Adds to what is sent, and writes it if it is much. */
  @Async
  void send(ServerOutput event, int length) throws IOException {
    awaitTurn();
    requireOpen();
    engine.send(event);
    collected += length;
    if (collected > COLLECTED) {
      flush();
    }
  }

  /** Writes everything that was sent. */
  @Async
  void flush() throws IOException {
    awaitTurn();
    collected = 0;
    if (!engine.bytesToSend().hasRemaining()) {
      return;
    }
    isWriting = true;
    try {
      writeInTime();
    } finally {
      endTurn();
    }
  }

  /** Writes everything that was sent, if no other task does already. */
  @Async
  void flushUnlessWriting() throws IOException {
    if (!isWriting) {
      flush();
    }
  }

  /**
   * Writes everything as soon as the calling task suspends: the responses to requests that arrived
   * together share a write, and none waits for the handler of the next.
   */
  @Async(Suspension.NEVER)
  void flushSoon() {
    if (!isFlushDue) {
      isFlushDue = true;
      Task<?> _ = Gonzo.spawn("HTTP/1.1 output", this::flushNow);
    }
  }

  private void flushNow() {
    isFlushDue = false;
    try {
      flush();
    } catch (IOException failure) {
      // The connection's own task finds the same.
      LOG.log(System.Logger.Level.DEBUG, () -> stream + " cannot be written", failure);
    }
  }

  private void writeInTime() throws IOException {
    while (engine.bytesToSend().hasRemaining()) {
      Optional<Wait> wait = engine.nextDeadline();
      if (wait.isEmpty()) {
        writeAll();
        continue;
      }
      // What the client takes makes a new wait, so none goes on.
      boolean isDone = Gonzo.ignoreAfter(wait.get().limit(), this::writeAll);
      if (!isDone && !engine.expire(wait.get()).isEmpty()) {
        throw tooSlow();
      }
    }
  }

  /** Writes everything. Positions move with each part, so that the engine sees the progress. */
  private void writeAll() throws IOException {
    List<ByteBuffer> buffers = engine.buffersToSend();
    if (stream instanceof StreamSocket socket && (buffers.size() > 1 || !isOnHeap(buffers))) {
      socket.writeAll(buffers.toArray(ByteBuffer[]::new));
      return;
    }
    for (ByteBuffer buffer : buffers) {
      write(buffer);
    }
  }

  private static boolean isOnHeap(List<ByteBuffer> buffers) {
    return buffers.getFirst().hasArray();
  }

  private void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int length = buffer.remaining();
      if (buffer.hasArray()) {
        int written =
            stream.write(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
        buffer.position(buffer.position() + written);
      } else {
        var part = new byte[Math.min(length, COLLECTED)];
        buffer.get(buffer.position(), part);
        buffer.position(buffer.position() + stream.write(part, 0, part.length));
      }
    }
  }

  /** Writes a part of a file, behind all that was sent; the operating system copies it. */
  @Async
  void sendFile(StreamSocket socket, AsyncFile file, long offset, long count) throws IOException {
    flush();
    requireOpen();
    engine.send(new Transferred(count));
    isWriting = true;
    try {
      long sent = 0;
      while (sent < count) {
        sent += sendFileInTime(socket, file, offset + sent, count - sent);
      }
    } catch (Throwable cutOff) {
      closeEngine();
      throw cutOff;
    } finally {
      endTurn();
    }
  }

  private long sendFileInTime(StreamSocket socket, AsyncFile file, long offset, long count)
      throws IOException {
    Duration limit = limits.write().equals(Http1Limits.FOREVER) ? null : limits.write();
    try {
      long sent = Gonzo.timeoutAfter(limit, () -> socket.sendFile(file, offset, count));
      if (sent < count) {
        throw new EOFException(
            file + " ended " + (count - sent) + " bytes early, so the response was cut short");
      }
      return sent;
    } catch (DeadlineExceededException late) {
      long sent = PartialTransferException.bytes(late).orElse(0);
      if (sent < limits.progress()) {
        throw tooSlow();
      }
      return sent;
    }
  }

  private void closeEngine() {
    if (!engine.isClosed()) {
      engine.send(new Close());
    }
  }

  /** Whether the client has not read for too long. */
  boolean isClientTooSlow() {
    return isClientTooSlow;
  }

  private ClientException tooSlow() throws IOException {
    isClientTooSlow = true;
    if (stream instanceof StreamSocket socket) {
      // Otherwise the system would keep what was sent for as long as the client likes.
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    return failure("the client took too few bytes in time (limit write)");
  }

  private void requireOpen() throws ClientException {
    if (engine.isClosed()) {
      throw failure("the connection was closed, as the client broke the protocol or was too slow");
    }
  }

  private ClientException failure(String message) {
    var failure = new ClientException(message);
    StreamFailureException.note(failure, stream);
    return failure;
  }
}
