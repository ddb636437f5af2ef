package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.http1.ClientInput;
import dev.gonzo.http.engine.http1.Http1Client;
import dev.gonzo.http.engine.http1.Violation;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves bytes between an engine and a stream, within the engine's limits of time. */
final class Http1Transfer {
  private static final int BUFFER = 16 << 10;
  private static final int LATE = -2;
  private static final byte[] NOTHING = {};

  private final ByteStream stream;
  private final Http1Client engine;
  private final Patience reading = new Patience();
  private final Patience writing = new Patience();
  private ByteBuffer received = ByteBuffer.wrap(NOTHING);
  private List<ClientInput> events = List.of();
  private int next;
  private long count;
  private boolean isPatient;

  /** Of the read that waits; it passes early if what the engine waits for has changed. */
  private @Nullable Deadline reader;

  Http1Transfer(ByteStream stream, Http1Client engine) {
    this.stream = stream;
    this.engine = engine;
  }

  /** How many bytes were received since the beginning. */
  long count() {
    return count;
  }

  /** The bytes that were received and belong to another protocol. */
  ByteBuffer rest() {
    return received;
  }

  /** The next event, if it is there already. */
  @Nullable ClientInput peek() {
    return next < events.size() ? events.get(next) : null;
  }

  /** Waits for the next event. Its bytes are valid until the next call. */
  @Async
  ClientInput next() throws IOException {
    while (next == events.size()) {
      if (engine.isClosed()) {
        throw new NoResponseException("the connection is closed", false);
      }
      next = 0;
      events = List.of();
      events = receive();
    }
    return events.get(next++);
  }

  private List<ClientInput> receive() throws IOException {
    if (received.hasRemaining()) {
      List<ClientInput> more = engine.receive(received);
      if (!more.isEmpty()) {
        return more;
      }
    }
    Optional<Wait> wait = engine.nextDeadline().filter(this::isOfReader);
    Duration left = wait.map(reading::left).orElse(null);
    if (left != null && !left.isPositive()) {
      return engine.expire(wait.orElseThrow());
    }
    if (received.array().length == 0) {
      received = ByteBuffer.allocate(BUFFER);
    }
    received.clear();
    received.limit(0);
    Moment began = Moment.now();
    int more = read(left);
    reading.spend(Moment.now().since(began));
    if (more == LATE) {
      return List.of();
    }
    if (more < 0) {
      return engine.receiveEnd();
    }
    count += more;
    received.limit(more);
    return engine.receive(received);
  }

  private boolean isOfReader(Wait wait) {
    return wait.reason() != Wait.Reason.WRITE && !(isPatient && wait.reason() == Wait.Reason.BODY);
  }

  /** Whether a body may take any time. */
  void waitForBody(boolean isForEver) {
    isPatient = isForEver;
  }

  private int read(@Nullable Duration limit) throws IOException {
    try {
      return Gonzo.<Integer, IOException>timeoutAfter(
          limit,
          (Deadline.Body<Integer, IOException>)
              deadline -> {
                reader = deadline;
                return stream.read(received.array(), 0, received.capacity());
              });
    } catch (DeadlineExceededException late) {
      return LATE;
    } finally {
      reader = null;
    }
  }

  /** Lets a read that waits begin again, with what the engine waits for now. */
  @Async(Suspension.NEVER)
  void waitAnew() {
    if (reader != null) {
      reader.expire();
    }
  }

  /** Writes what the engine has to send. */
  @Async
  void flush() throws IOException {
    while (true) {
      Optional<Wait> wait = engine.nextDeadline();
      ByteBuffer bytes = engine.bytesToSend();
      if (!bytes.hasRemaining()) {
        return;
      }
      Duration left = wait.map(writing::left).orElse(null);
      if (left == null) {
        write(bytes);
      } else {
        Moment began = Moment.now();
        if (!left.isPositive() || !Gonzo.ignoreAfter(left, () -> write(bytes))) {
          expire(wait.orElseThrow());
        }
        writing.spend(Moment.now().since(began));
      }
    }
  }

  private void expire(Wait wait) throws IOException {
    for (ClientInput late : engine.expire(wait)) {
      if (late instanceof Violation violation) {
        throw new SocketTimeoutException(
            violation.reason() + ": " + wait.limit() + " (" + violation.section() + ")");
      }
    }
  }

  /** Writes some of the bytes. If it is cancelled, none were taken. */
  private void write(ByteBuffer bytes) throws IOException {
    int written;
    if (bytes.hasArray()) {
      written =
          stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      var copy = new byte[Math.min(bytes.remaining(), BUFFER)];
      bytes.get(bytes.position(), copy);
      written = stream.write(copy, 0, copy.length);
    }
    bytes.position(bytes.position() + written);
  }

  /** Gives back the memory that an idle connection does not need. */
  void release() {
    received = ByteBuffer.wrap(NOTHING);
    events = List.of();
    next = 0;
  }

  /** Waits until the stream ends or fails, or bytes come that were not asked for. */
  @Async
  void awaitEnd() throws IOException {
    int _ = stream.read(new byte[1], 0, 1);
  }
}
