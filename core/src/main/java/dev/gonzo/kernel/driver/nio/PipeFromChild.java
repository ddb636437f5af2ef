package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Receive;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The pipe from the output of a process. A thread reads one piece when a task requests bytes and
 * none are left. If that task is cancelled before the piece arrives, the piece is kept for the next
 * request.
 *
 * <p>Kernel thread only, except where noted.
 */
final class PipeFromChild extends Handle {
  private static final int PIECE = 1 << 16;

  @SuppressWarnings("StaticAssignmentOfThrowable") // there is no memory to create one then
  private static final IOException NO_MEMORY = new IOException("there was no memory to read");

  final NioDriver driver;
  private final PipeThreads threads;
  private final InputStream stream;
  private final Direction input = new Direction("receive");
  // Created in advance, so that the end of a read is noticed even if the heap is full.
  private final Runnable came = this::came;
  // These are used by the thread while it reads, and otherwise by the kernel.
  private byte[] piece = new byte[0];
  private int count;
  private @Nullable IOException fault;
  private int start;
  private int end;
  private boolean reading;
  private boolean closed;
  private @Nullable IOException failure;
  // What a thread does after the read in progress, once the pipe was handed over.
  private @Nullable Runnable next;
  private @Nullable PipeThread copier;

  PipeFromChild(NioDriver driver, PipeThreads threads, InputStream stream) {
    this.driver = driver;
    this.threads = threads;
    this.stream = stream;
  }

  int receive(LoopTask<?> task, Receive asked) throws Exception {
    input.requireFree();
    while (true) {
      requireOpen();
      if (end < 0) {
        return -1;
      }
      if (start < end) {
        int count = Math.min(asked.length(), end - start);
        System.arraycopy(piece, start, asked.buffer(), asked.offset(), count);
        start += count;
        return count;
      }
      if (failure != null) {
        IOException thrown = failure;
        failure = null; // the next receive tries again, since no byte was lost
        throw new IOException("cannot receive from a pipe: " + thrown.getMessage(), thrown);
      }
      if (!reading) {
        makeRoom();
        threads.execute(this::read, noThread -> completed(0, noThread));
        reading = true;
      }
      input.await(task, asked);
    }
  }

  /** Reads a piece. In a thread. */
  private void read() {
    count = 0;
    fault = null;
    try {
      count = stream.read(piece);
    } catch (IOException thrown) {
      fault = thrown;
    } catch (OutOfMemoryError full) {
      fault = NO_MEMORY;
    } finally {
      driver.post(came);
    }
  }

  private void came() {
    completed(count, fault);
  }

  private void completed(int count, @Nullable IOException fault) {
    reading = false;
    start = 0;
    end = count;
    failure = fault;
    if (next != null && copier != null) {
      copier.end(next);
    }
    input.event(false);
  }

  /** Checks that the pipe can be handed over to another process. */
  void requireIdle() throws SocketException {
    requireOpen();
    input.requireFree();
  }

  /**
   * Hands the pipe over: from now on a thread copies its bytes to the input of another process.
   *
   * @param by the thread; it ends with that
   */
  void handOver(OutputStream target, PipeThread by) {
    if (closed) {
      // It was closed while the other process was started, whose input is then empty.
      by.end(() -> release(target));
      return;
    }
    makeRoom();
    Runnable carrying = () -> carry(target);
    closed = true;
    input.event(true);
    if (reading) {
      next = carrying; // after the current piece has arrived
      copier = by;
    } else {
      by.end(carrying);
    }
  }

  private void makeRoom() {
    if (piece.length == 0) {
      piece = new byte[PIECE];
    }
  }

  /** Copies everything. In a thread. */
  private void carry(OutputStream target) {
    // Closing both ends reports the end of the input to one process, and that its output is no
    // longer read to the other.
    try (stream;
        target) {
      for (int more = end - start; more >= 0; more = stream.read(piece)) {
        target.write(piece, start, more);
        target.flush();
        start = 0;
      }
    } catch (IOException oneOfThemHasEnded) {
      // The exit status of that process shows it.
    }
  }

  void close() {
    if (!closed) {
      closed = true;
      input.event(true);
      // A thread that is reading goes on until the pipe ends, and its result is dropped.
      threads.execute(() -> release(stream), _ -> release(stream));
    }
  }

  private static void release(Closeable stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // It is closed anyway.
    }
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("the pipe is closed on our side, or was handed over");
    }
  }
}
