package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Send;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * What a process reads. Bytes are taken into a piece here, which a thread writes; the next ones are
 * taken when it has. So a cancelled task has either handed its bytes in, or none.
 *
 * <p>Kernel thread only, but where it says so.
 */
final class PipeToChild extends Handle {
  private static final int PIECE = 1 << 16;

  final NioDriver driver;
  private final PipeThreads threads;
  private final OutputStream stream;
  private final Side output = new Side("send");
  // The thread's while it writes, the kernel's otherwise.
  private byte[] piece = new byte[0];
  private boolean writing;
  private boolean closed;
  private @Nullable IOException failure;

  PipeToChild(NioDriver driver, PipeThreads threads, OutputStream stream) {
    this.driver = driver;
    this.threads = threads;
    this.stream = stream;
  }

  int send(LoopTask<?> task, Send asked) throws Exception {
    output.refuseSecond();
    while (true) {
      if (closed) {
        throw new SocketException("the pipe is closed on our side");
      }
      if (failure != null) {
        throw new IOException(
            "cannot write to the process: nobody reads its input any more", failure);
      }
      if (!writing) {
        int count = Math.min(asked.length(), PIECE);
        if (piece.length < count) {
          piece = new byte[PIECE];
        }
        System.arraycopy(asked.buffer(), asked.offset(), piece, 0, count);
        writing = true;
        threads.execute(() -> write(count), this::written);
        return count;
      }
      output.await(task, asked);
    }
  }

  /** In a thread. */
  private void write(int count) {
    IOException thrown = null;
    try {
      stream.write(piece, 0, count);
      stream.flush();
    } catch (IOException fault) {
      thrown = fault;
    }
    IOException fault = thrown;
    driver.tell(() -> written(fault));
  }

  private void written(@Nullable IOException fault) {
    writing = false;
    failure = fault;
    if (closed) {
      threads.execute(this::release, _ -> release());
    }
    output.event(false);
  }

  /** What was taken is still written: then the process sees the end of its input. */
  void close() {
    if (!closed) {
      closed = true;
      output.event(true);
      if (!writing) {
        threads.execute(this::release, _ -> release());
      }
    }
  }

  /** In a thread: it waits for one that is writing. */
  private void release() {
    try {
      stream.close();
    } catch (IOException gone) {
      // It is closed all the same.
    }
  }
}
