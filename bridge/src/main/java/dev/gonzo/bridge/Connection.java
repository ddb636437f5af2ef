package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Deadline;
import dev.gonzo.Suspension;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection, as the JDK's sockets read and write them: several tasks may read, one
 * after the other, and so they may write. Only in tasks of the connection's kernel.
 *
 * <p>An exception that is no failure of the connection cuts an operation short: a cancellation,
 * above all. It closes the connection.
 */
final class Connection {
  private static final int MOST_PEEKED = 8192;
  private static final int A_MOMENT_MILLIS = 1;

  private final Home home;
  private final Handle handle;
  private final Lock reading = Lock.of("reading from a bridged socket");
  private final Lock writing = Lock.of("writing to a bridged socket");
  private boolean closed;
  private boolean inputShut;
  private boolean ended;
  // That of the task that waits for bytes.
  private @Nullable Deadline waiting;
  // What available() has received before it is read.
  private byte[] peeked = {};
  private int position;
  private int limit;

  /** Creates it for a handle that is open; the socket has been counted. */
  Connection(Home home, Handle handle) {
    this.home = home;
    this.handle = handle;
  }

  Handle handle() {
    return handle;
  }

  /**
   * Waits for bytes, and reads some; -1 at the end. Suspends; a checkpoint.
   *
   * @throws SocketTimeoutException if no byte came in time; nothing was read
   */
  @Async
  int read(byte[] buffer, int offset, int length, int timeoutMillis) throws IOException {
    try {
      return TimeLimit.<Integer>within(
          timeoutMillis,
          "Read timed out",
          deadline -> {
            try (var _ = reading.acquire()) {
              return receive(deadline, buffer, offset, length);
            }
          });
    } catch (SocketTimeoutException late) {
      if (inputShut && !closed) {
        return -1;
      }
      throw closed ? Failures.closed(late) : late;
    } catch (RuntimeException | Error cut) {
      close();
      throw cut;
    }
  }

  private int receive(Deadline deadline, byte[] buffer, int offset, int length) throws IOException {
    if (closed) {
      throw Failures.closed(null);
    } else if (inputShut || ended) {
      return -1;
    } else if (position < limit) {
      int count = Math.min(length, limit - position);
      System.arraycopy(peeked, position, buffer, offset, count);
      position += count;
      return count;
    }
    waiting = deadline;
    try {
      int count = Coroutine.trap(new Receive(handle, buffer, offset, length));
      ended = count < 0;
      return inputShut ? -1 : count;
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      waiting = null;
    }
  }

  /**
   * Returns how many bytes can be read without waiting. The kernel is not asked for that by a trap,
   * so this receives some, and waits a moment for them. Suspends; a checkpoint.
   */
  @Async
  int available() throws IOException {
    if (closed) {
      throw Failures.closed(null);
    } else if (position < limit) {
      return limit - position;
    } else if (inputShut || ended || !reading.tryAcquire()) {
      return 0;
    }
    try {
      return peek();
    } finally {
      reading.release();
    }
  }

  private int peek() throws IOException {
    if (peeked.length == 0) {
      peeked = new byte[MOST_PEEKED];
    }
    try {
      int count =
          TimeLimit.<Integer>within(
              A_MOMENT_MILLIS, "", deadline -> receive(deadline, peeked, 0, peeked.length));
      position = 0;
      limit = Math.max(0, count);
      return limit;
    } catch (SocketTimeoutException nothing) {
      return 0;
    } catch (RuntimeException | Error cut) {
      close();
      throw cut;
    }
  }

  /**
   * Sends bytes, all of them. Suspends while the peer does not read; a checkpoint.
   *
   * @throws IOException if the peer has gone; a part may have been sent
   */
  @Async
  void write(byte[] bytes, int offset, int length) throws IOException {
    try (var _ = writing.acquire()) {
      int sent = 0;
      while (sent < length) {
        sent += Coroutine.trap(new Send(handle, bytes, offset + sent, length - sent));
      }
    } catch (IOException failure) {
      throw failed(failure);
    } catch (RuntimeException | Error cut) {
      close();
      throw cut;
    }
  }

  private IOException failed(IOException failure) {
    return closed ? Failures.closed(failure) : Failures.ofSocket(failure);
  }

  /** Ends the input: a task that reads, now or later, gets its end. Never suspends. */
  @Async(Suspension.NEVER)
  void shutdownInput() {
    inputShut = true;
    Deadline waits = waiting;
    if (waits != null) {
      waits.expire();
    }
  }

  /** Ends the output: the peer reads the end after what was written. Never suspends. */
  @Async(Suspension.NEVER)
  void shutdownOutput() throws IOException {
    try {
      Coroutine.trap(new ShutdownOutput(handle));
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  /**
   * Closes it; tasks that read or write get a failure. Closing twice is harmless. Never suspends.
   */
  @Async(Suspension.NEVER)
  void close() {
    if (!closed) {
      closed = true;
      peeked = new byte[0];
      close(handle);
      home.closed();
    }
  }

  /** Closes a handle, which never fails. */
  @Async(Suspension.NEVER)
  static void close(Handle handle) {
    Trap<@Nullable Void> close = new Close(handle);
    Coroutine.trap(close);
  }
}
