package dev.gonzo.http.connection;

import static dev.gonzo.http.connection.ConnectionWaits.wakeAll;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.http2.Http2Engine;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a connection. It takes what the engine has, several frames at a time, so that
 * a frame is never cut off by the cancellation of another task.
 *
 * <p>It runs after the tasks that were ready when it was woken: their frames leave in one write.
 */
final class ConnectionWriter {
  /** How many bytes are gathered for one write, and for one record of TLS. */
  private static final int GATHERED = 65_536;

  private static final int RECORD = 16_384;

  /** A buffer of this size is written by itself, without being copied. */
  private static final int LARGE = 16_384;

  private static final int SMALL = 8_192;

  private final Http2Connection connection;
  private final Http2Engine engine;
  private final ByteStream transport;
  private final WaitQueue idle;
  private final WaitQueue flushing;
  private final WaitOn untilWoken;
  private final Wake wake;
  private final int most;
  private byte @Nullable [] gathered;
  private boolean hasEnded;

  ConnectionWriter(Http2Connection connection) {
    this.connection = connection;
    this.engine = connection.engine;
    this.transport = connection.transport;
    most = transport instanceof TlsStream ? RECORD : GATHERED;
    idle = connection.queue("frames to write to ");
    flushing = connection.queue("the end of writing to ");
    untilWoken = new WaitOn(idle);
    wake = new Wake(idle, 1);
  }

  /** Makes it write what the engine has. */
  @Async(Suspension.NEVER)
  void wake() {
    if (idle.size() > 0) {
      int _ = Coroutine.trap(wake);
    }
  }

  /** Wakes the tasks that wait for room in the output, or for its end. */
  @Async(Suspension.NEVER)
  void progress() {
    wakeAll(flushing);
  }

  /** Writes until it is cancelled, or writing fails. */
  @Async
  void run() {
    try {
      while (true) {
        List<ByteBuffer> buffers = engine.buffersToSend();
        if (connection.hasFramed()) {
          buffers = engine.buffersToSend();
        }
        connection.deadlines.observe();
        if (buffers.isEmpty()) {
          rest();
        } else {
          write(buffers);
          progress();
        }
      }
    } catch (IOException failure) {
      connection.broken("writing to the peer has failed", failure);
    } finally {
      hasEnded = true;
      progress();
    }
  }

  private void rest() {
    byte[] space = gathered;
    if (space != null && space.length > SMALL && connection.isIdle()) {
      gathered = null;
    }
    Coroutine.trap(untilWoken);
  }

  private void write(List<ByteBuffer> buffers) throws IOException {
    ByteBuffer first = buffers.getFirst();
    if (buffers.size() == 1 || first.remaining() >= LARGE) {
      int written =
          transport.write(first.array(), first.arrayOffset() + first.position(), first.remaining());
      first.position(first.position() + written);
      return;
    }
    byte[] space = space(buffers);
    int count = 0;
    for (ByteBuffer each : buffers) {
      int part = Math.min(each.remaining(), space.length - count);
      each.get(each.position(), space, count, part);
      count += part;
    }
    int written = transport.write(space, 0, count);
    for (ByteBuffer each : buffers) {
      int part = Math.min(each.remaining(), written);
      each.position(each.position() + part);
      written -= part;
    }
  }

  private byte[] space(List<ByteBuffer> buffers) {
    long needed = 0;
    for (ByteBuffer each : buffers) {
      needed += each.remaining();
    }
    byte[] space = gathered;
    if (space == null || (space.length < needed && space.length < most)) {
      space = new byte[needed <= SMALL ? SMALL : most];
      gathered = space;
    }
    return space;
  }

  /** Waits until the output has no more bytes than the limit, or nothing more can be written. */
  @Async
  void awaitAtMost(long bytes) {
    while (engine.waitingBytes() > bytes && !hasEnded) {
      Coroutine.trap(new WaitOn(flushing));
    }
  }
}
