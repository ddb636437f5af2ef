package dev.gonzo.kernel.driver.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a select from another thread, by a byte in a pipe.
 *
 * <p>Discussion: {@code Selector.wakeup} takes a lock that its select takes as well. A task that
 * closes a socket selects. If it found that lock taken by another thread, it would be unmounted
 * from the kernel's thread in the middle of the kernel, holding the selector's other locks, and the
 * kernel would then wait for its own task. A pipe has one lock for each end, and here only the
 * kernel's thread uses one end, and one thread at a time the other.
 */
final class WakeUp {
  private final Pipe pipe;
  private final AtomicBoolean written = new AtomicBoolean();
  private final ByteBuffer taken = ByteBuffer.allocate(1);

  WakeUp(Selector selector) throws IOException {
    pipe = Pipe.open();
    try {
      // An interrupt would close a channel that may block.
      pipe.sink().configureBlocking(false);
      pipe.source().configureBlocking(false);
      pipe.source().register(selector, SelectionKey.OP_READ, this);
    } catch (IOException refused) {
      Failures.closeAfter(refused, pipe.sink());
      Failures.closeAfter(refused, pipe.source());
      throw refused;
    }
  }

  /** Ends the current wait, or the next one. Any thread may call it. */
  void say() {
    if (!written.get()) {
      var message = ByteBuffer.allocate(1);
      if (written.compareAndSet(false, true)) {
        write(message);
      }
    }
  }

  private void write(ByteBuffer message) {
    try {
      int _ = pipe.sink().write(message);
    } catch (IOException closed) {
      // The pipe is closed, so the kernel no longer waits.
    } catch (Throwable failure) {
      written.set(false); // not written: there was no memory for the JDK's own buffer
      throw failure;
    }
  }

  /**
   * Records that the wait has ended. Kernel thread. Actions that were queued before must be run
   * now.
   */
  void drain() {
    try {
      taken.clear();
      int _ = pipe.source().read(taken);
    } catch (IOException failure) {
      throw new UncheckedIOException("the selector's pipe has failed", failure);
    }
    // After the byte was read, or the byte of the next wake-up could be read with it.
    written.set(false);
  }

  void close() throws IOException {
    pipe.sink().close();
    pipe.source().close();
  }
}
