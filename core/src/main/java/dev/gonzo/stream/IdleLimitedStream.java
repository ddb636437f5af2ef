package dev.gonzo.stream;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.Moment;
import java.io.IOException;
import java.time.Duration;

/**
 * A stream whose two directions share one idle limit. Each operation waits for the remaining time;
 * when that has passed, but bytes have moved in the other direction in the meantime, it waits
 * again. No bytes are lost, because a cancelled read has read nothing, and a cancelled write has
 * written nothing.
 */
final class IdleLimitedStream implements ByteStream {
  private final ByteStream stream;
  private final Duration limit;
  // On the kernel's clock: when a byte moved last, or when the first of the current operations
  // began.
  private Moment since = Moment.NEVER;
  private int operations;
  private boolean cutOff;

  IdleLimitedStream(ByteStream stream, Duration limit) {
    this.stream = stream;
    this.limit = limit;
  }

  ByteStream stream() {
    return stream;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return move(() -> stream.read(buffer, offset, length));
  }

  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    return move(() -> stream.write(bytes, offset, length));
  }

  private int move(AsyncCallable<Integer, IOException> operation) throws IOException {
    if (operations == 0) {
      since = Moment.now();
    }
    operations++;
    try {
      while (true) {
        InTime<Integer> moved = Gonzo.ignoreAfter(remaining(), operation);
        if (moved.isPresent()) {
          int count = moved.get();
          if (count > 0) {
            since = Moment.now();
          }
          return count;
        }
      }
    } finally {
      operations--;
    }
  }

  /** The remaining time, which is positive; throws if there is none. */
  private Duration remaining() throws IdleException {
    Duration remaining = limit.minus(Moment.now().since(since));
    // If the limit has passed for one direction, it has also passed for the other.
    cutOff |= !remaining.isPositive();
    if (cutOff) {
      var idle = new IdleException(limit);
      StreamFailureException.note(idle, stream);
      StreamFailureException.note(idle, this);
      throw idle;
    }
    return remaining;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  @Override
  public String toString() {
    return stream + " with an idle limit of " + limit;
  }
}
