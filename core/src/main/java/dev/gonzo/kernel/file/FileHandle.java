package dev.gonzo.kernel.file;

import dev.gonzo.report.Reports;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is open here: a file, a directory or a watch. It is closed on the kernel's thread, and given
 * back to the system by whoever is the last one inside: so no operation finds a number that is
 * somebody else's by then, and closing waits for nobody.
 */
public abstract class FileHandle extends Handle {

  // The owner, until it closes, and each operation that is inside.
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean closed;
  // Kernel thread only.
  private @Nullable FileThreads owner;

  /** For the kinds of handles. */
  protected FileHandle() {}

  /** Gives it back to the system. Called once, when nobody is inside. */
  protected abstract void free() throws IOException;

  /**
   * {@return a path that leads to it, whatever happens to its name, for as long as it is open}
   *
   * @throws IllegalArgumentException if there is none
   */
  Path pathWhileOpen() {
    throw new IllegalArgumentException(this + " is neither a file nor a directory");
  }

  /** {@return whether the owner has closed it} */
  public final boolean isClosed() {
    return closed;
  }

  /**
   * Goes inside, which is to be followed by {@link #release}.
   *
   * @throws ClosedChannelException if it is closed
   */
  public final void hold() throws ClosedChannelException {
    int held;
    do {
      held = holders.get();
      if (held == 0 || closed) {
        throw new ClosedChannelException();
      }
    } while (!holders.compareAndSet(held, held + 1));
  }

  /**
   * Goes inside once more, although it may be closed by now: where the caller is inside already.
   */
  final void holdAgain() {
    holders.incrementAndGet();
  }

  /** Leaves it. May wait, if it is the last one. */
  public final void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        free();
      } catch (IOException failure) {
        Reports.warn("could not close " + this, failure);
      }
    }
  }

  final void belongsTo(FileThreads threads) {
    owner = threads;
  }

  final boolean isOf(FileThreads threads) {
    return owner == threads;
  }

  /** On the kernel's thread; {@link #release} is still to come. False if it was closed already. */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
