package dev.gonzo.kernel.driver.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a select when another thread says so, by a byte in a pipe.
 *
 * <p>Discussion: the selector's own wake-up takes a lock that its select takes as well. A task that
 * closes a socket selects, and one that met another thread at that lock would be taken off the
 * kernel's thread in the middle of the kernel, with the selector's lock in its hands: the kernel
 * would then wait for its own task. A pipe has one lock for each of its ends, and here only the
 * kernel's thread has to do with one, and one thread at a time with the other.
 */
final class WakeUp {
  private final Pipe pipe;
  private final AtomicBoolean said = new AtomicBoolean();
  private final ByteBuffer taken = ByteBuffer.allocate(1);

  WakeUp(Selector selector) throws IOException {
    pipe = Pipe.open();
    try {
      // An interrupt closes a channel that may block.
      pipe.sink().configureBlocking(false);
      pipe.source().configureBlocking(false);
      pipe.source().register(selector, SelectionKey.OP_READ, this);
    } catch (IOException refused) {
      Failures.closeAfter(refused, pipe.sink());
      Failures.closeAfter(refused, pipe.source());
      throw refused;
    }
  }

  /** Ends the present wait, or the next one. Any thread may. */
  void say() {
    if (said.compareAndSet(false, true)) {
      try {
        int _ = pipe.sink().write(ByteBuffer.allocate(1));
      } catch (IOException closed) {
        // So nobody waits any more.
      }
    }
  }

  /**
   * Notes that the wait has ended. Kernel thread. What was put in before is to be looked at now.
   */
  void heard() {
    try {
      taken.clear();
      int _ = pipe.source().read(taken);
    } catch (IOException failure) {
      throw new UncheckedIOException("the selector's pipe has failed", failure);
    }
    said.set(false); // after the byte was taken, or the next one's could be taken with it
  }

  void close() throws IOException {
    pipe.sink().close();
    pipe.source().close();
  }
}
