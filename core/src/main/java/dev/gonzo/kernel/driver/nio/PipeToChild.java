package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Send;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The pipe to the input of a process. Bytes are copied to a piece of memory here, which a thread
 * writes; the next ones are taken when it has written them. So a cancelled send has handed over
 * either its bytes or none. The thread is there before the first bytes are taken, since a send that
 * was answered cannot fail any more, and stays until the pipe is closed.
 *
 * <p>Kernel thread only, except where noted.
 */
final class PipeToChild extends Handle {
  private static final int PIECE = 1 << 16;

  @SuppressWarnings("StaticAssignmentOfThrowable") // there is no memory to create one then
  private static final IOException NO_MEMORY = new IOException("there was no memory to write");

  final NioDriver driver;
  private final PipeThreads threads;
  private final OutputStream stream;
  private final Direction output = new Direction("send");
  // Created in advance, so that the end of a write is noticed even if the heap is full.
  private final Runnable write = this::write;
  private final Runnable written = this::written;
  private @Nullable PipeThread writer;
  // These are used by the thread while it writes, and otherwise by the kernel.
  private byte[] piece = new byte[0];
  private int count;
  private @Nullable IOException fault;
  private boolean writing;
  private boolean closed;
  private @Nullable IOException failure;

  PipeToChild(NioDriver driver, PipeThreads threads, OutputStream stream) {
    this.driver = driver;
    this.threads = threads;
    this.stream = stream;
  }

  int send(LoopTask<?> task, Send asked) throws Exception {
    output.requireFree();
    while (true) {
      if (closed) {
        throw new SocketException("the pipe is closed on our side");
      }
      if (failure != null) {
        throw hasClosedItsInput(failure)
            ? new BrokenPipeException(
                "cannot write to the process: it has closed its input", failure)
            : new IOException("cannot write to the process: " + failure.getMessage(), failure);
      }
      if (!writing) {
        if (writer == null) {
          writer = threads.reserve(task);
        }
        return give(asked, writer);
      }
      output.await(task, asked);
    }
  }

  private int give(Send asked, PipeThread writer) {
    int most = Math.min(asked.length(), PIECE);
    if (piece.length < most) {
      piece = new byte[PIECE];
    }
    System.arraycopy(asked.buffer(), asked.offset(), piece, 0, most);
    count = most;
    writing = true;
    writer.give(write);
    return most;
  }

  /** Judges by the text, because the JDK has no type for it. "Stream closed": it has ended. */
  private static boolean hasClosedItsInput(IOException failure) {
    String message = failure.getMessage();
    return message != null
        && (message.contains("Broken pipe") || message.contains("Stream closed"));
  }

  /** Writes the piece. In a thread. */
  private void write() {
    try {
      stream.write(piece, 0, count);
      stream.flush();
    } catch (IOException thrown) {
      fault = thrown;
    } catch (OutOfMemoryError full) {
      fault = NO_MEMORY;
      throw full; // also reported, since there may be no further send to throw it
    } finally {
      driver.post(written);
    }
  }

  private void written() {
    writing = false;
    failure = fault;
    output.event(false);
  }

  /**
   * Closes it. Bytes that were taken are still written; then the process sees the end of its input.
   */
  void close() {
    if (!closed) {
      closed = true;
      output.event(true);
      if (writer != null) {
        writer.end(this::release);
      } else {
        threads.execute(this::release, _ -> release());
      }
    }
  }

  /** Closes the pipe, in a thread, since this waits for one that is writing. */
  private void release() {
    try {
      stream.close();
    } catch (IOException gone) {
      // It is closed anyway.
    }
  }
}
