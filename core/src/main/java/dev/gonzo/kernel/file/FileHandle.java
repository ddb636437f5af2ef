package dev.gonzo.kernel.file;

import dev.gonzo.report.Log;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open file, directory or watch. It is closed on the kernel's thread, and its descriptor is
 * freed by the last operation that uses it: so no operation uses a descriptor that has been reused,
 * and closing never waits.
 */
public abstract class FileHandle extends Handle {

  // Counts the owner, until it closes, and each operation that holds it.
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean closed;
  // Kernel thread only.
  private @Nullable FileThreads owner;

  /** Creates an open handle. */
  protected FileHandle() {}

  /** Frees it. Called once, when no operation holds it. */
  protected abstract void free() throws IOException;

  /**
   * {@return a path to it that stays valid while it is open, even if it is renamed}
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
   * Holds it for an operation; must be followed by {@link #release}.
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

  /** Holds it once more, even if it was closed meanwhile: for callers that hold it already. */
  final void holdAgain() {
    holders.incrementAndGet();
  }

  /** Releases it. May block, if it is the last release. */
  public final void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        free();
      } catch (IOException failure) {
        Log.warn("could not close " + this, failure);
      }
    }
  }

  final void belongsTo(FileThreads threads) {
    owner = threads;
  }

  final boolean isOf(FileThreads threads) {
    return owner == threads;
  }

  /**
   * Marks it as closed; {@link #release} must follow. Returns false if it was closed already. On
   * the kernel's thread.
   */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
