package dev.gonzo.http.connection;

import dev.gonzo.Async;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The only reader of a connection. While no stream is open, a server's reader is in an idle block,
 * so that a graceful shutdown ends the connection at once.
 */
final class ConnectionReader {
  /**
   * How much may wait in the output before nothing more is read. A peer that sends and does not
   * read would otherwise fill the memory with answers. It is more than what two peers that wait for
   * each other have framed.
   */
  private static final long MOST_OUTPUT = 1 << 20;

  private static final int SMALL = 4_096;
  private static final int LARGE = 32_768;

  private final Http2Connection connection;
  private byte[] buffer = new byte[SMALL];
  private boolean isWaiting;
  private boolean isStopped;
  private boolean isMoved;

  /** The block in which it reads, and the block in it while streams are open. */
  private @Nullable Deadline reading;

  private @Nullable Deadline busy;

  ConnectionReader(Http2Connection connection) {
    this.connection = connection;
  }

  /** Reads until the connection is over. */
  @Async
  void run(ByteBuffer received) {
    if (received.hasRemaining()) {
      connection.take(received);
    }
    boolean _ =
        endedEarly(block -> {
          reading = block;
          readAll();
        });
  }

  /** The body of a block that another task may end. */
  @FunctionalInterface
  private interface Block {
    void run(Deadline block);
  }

  private boolean endedEarly(Block body) {
    try {
      Gonzo.<Boolean, RuntimeException>timeoutAfter(
          (Duration) null,
          deadline -> {
            body.run(deadline);
            return true;
          });
      return false;
    } catch (DeadlineExceededException expired) {
      if (!isStopped && !isMoved) {
        throw expired;
      }
      return true;
    }
  }

  private void readAll() {
    while (!connection.isOver()) {
      if (connection.mayBeIdle()) {
        Gonzo.<RuntimeException>idle(this::readSome);
      } else {
        isMoved = false;
        boolean _ =
            endedEarly(block -> {
              busy = block;
              readBusily();
            });
        busy = null;
      }
    }
  }

  private void readBusily() {
    do {
      readSome();
    } while (!connection.isOver() && !connection.mayBeIdle());
  }

  private void readSome() {
    isWaiting = true;
    int count;
    try {
      connection.writer.awaitAtMost(MOST_OUTPUT);
      count = connection.transport.read(buffer, 0, buffer.length);
    } catch (IOException failure) {
      connection.broken("reading from the peer has failed", failure);
      return;
    } finally {
      isWaiting = false;
    }
    if (count < 0) {
      connection.takeEnd();
      return;
    }
    connection.take(ByteBuffer.wrap(buffer, 0, count));
    if (count == buffer.length && count < LARGE) {
      buffer = new byte[LARGE];
    }
  }

  /** Makes it return, because the connection is over. */
  @Async(Suspension.NEVER)
  void stop() {
    Deadline block = reading;
    if (isWaiting && block != null && !isStopped) {
      isStopped = true;
      block.expire();
    }
  }

  /** {@return whether it waits in a block that is not idle, although no stream is open} */
  boolean isLeftBusy() {
    return isWaiting && busy != null && !isMoved && connection.mayBeIdle();
  }

  /** Moves its wait into an idle block. */
  @Async(Suspension.NEVER)
  void moveToIdle() {
    Deadline block = busy;
    if (isLeftBusy() && block != null) {
      isMoved = true;
      block.expire();
    }
  }
}
