package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.CloseSignals;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.OpenSignals;
import dev.gonzo.trap.TakeSignal;
import dev.gonzo.trap.Trap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signals that this process hears, as a queue of their names.
 *
 * <pre>{@code
 * try (var signals = Signals.queue("HUP")) {
 *   for (String _ : signals) reload();
 * }
 * }</pre>
 *
 * <p>While one is open, its signals do nothing else: a queue of {@code INT} takes Ctrl-C over,
 * which cancels the main task otherwise. When the last queue of a signal is closed, what it did
 * before it does again. Several queues of one signal all hear it.
 *
 * <p>A signal that comes again before it was taken is told once: so the system does it as well, and
 * so no queue grows. For tasks of the kernel in which it was opened; closed with that one at the
 * latest.
 */
public final class Signals implements Iterable<String>, AutoCloseable {
  private static final String PREFIX = "SIG";

  private final Handle handle;
  private boolean closed;

  private Signals(Handle handle) {
    this.handle = handle;
  }

  /**
   * Takes signals over. Async, but never suspends; a checkpoint.
   *
   * @param names which, as {@code HUP}, {@code USR1}, {@code SIGTERM}; also those that this process
   *     was told to ignore
   * @return the queue, to be closed
   * @throws IllegalArgumentException if there is none of that name, or the system or the JVM keeps
   *     it: KILL, STOP, SEGV, QUIT, and under {@code -Xrs} some more; or if no name is given
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without signals
   */
  @Async
  public static Signals queue(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("name at least one signal, as \"HUP\"");
    }
    List<String> plain =
        Stream.of(names)
            .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
            .toList();
    return new Signals(Coroutine.trap(new OpenSignals(plain)));
  }

  /**
   * Waits for a signal.
   *
   * <p>Suspends; a checkpoint. Cancelled, none was taken. One task at a time waits.
   *
   * @return its name, without SIG
   * @throws dev.gonzo.BusyException if another task waits
   * @throws IllegalStateException if this is closed, or is being closed meanwhile
   */
  @Async
  public String take() {
    return Coroutine.trap(new TakeSignal(handle));
  }

  /**
   * Waits for one signal after the other, until this is closed.
   *
   * <p>Each step suspends, and is a checkpoint.
   *
   * @return their names, without SIG
   */
  @Override
  public Iterator<String> iterator() {
    return new Taken();
  }

  private final class Taken implements Iterator<String> {
    private @Nullable String next;

    @Override
    public boolean hasNext() {
      if (next == null && !closed) {
        try {
          next = take();
        } catch (IllegalStateException givenBack) {
          if (!closed) {
            throw givenBack;
          }
        }
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the signals were given back");
      }
      String taken = next;
      next = null;
      return taken;
    }
  }

  /**
   * Gives the signals back. What has come and was not taken is forgotten. Closing twice is
   * harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    closed = true;
    Trap<@Nullable Void> close = new CloseSignals(handle);
    Coroutine.trap(close);
  }
}
