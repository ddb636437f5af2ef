package dev.gonzo.process;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A queue of the signals that this process receives, by name.
 *
 * <pre>{@code
 * try (var signals = Signals.open("HUP")) {
 *   for (String _ : signals) reload();
 * }
 * }</pre>
 *
 * <p>While a queue is open, its signals have no other effect: a queue of {@code INT} takes over
 * Ctrl-C, which otherwise cancels the main task. When the last queue of a signal is closed, the
 * signal has its former effect again. If there are several queues for a signal, each receives it.
 *
 * <p>A signal that comes again before it was taken is delivered only once, as the operating system
 * does it too, so the queue does not grow. Only for tasks of the kernel in which it was opened; it
 * is closed with that kernel at the latest.
 */
public final class Signals implements Iterable<String>, AutoCloseable {
  private static final String PREFIX = "SIG";

  private final List<String> names;
  private final Handle handle;
  private boolean closed;

  private Signals(List<String> names, Handle handle) {
    this.names = names;
    this.handle = handle;
  }

  /**
   * Opens a queue for signals. Async, but never suspends; a checkpoint.
   *
   * @param names the names of the signals, such as {@code HUP}, {@code USR1}, {@code SIGTERM}; may
   *     include signals that this process was started to ignore
   * @return the queue; close it
   * @throws IllegalArgumentException if a signal does not exist, or is reserved by the operating
   *     system or the JVM (KILL, STOP, SEGV, QUIT, and more with {@code -Xrs}), or if no name is
   *     given
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without signals
   */
  @Async
  public static Signals open(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("name at least one signal, such as \"HUP\"");
    }
    List<String> plain =
        Stream.of(names)
            .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
            .toList();
    return new Signals(plain, Coroutine.trap(new OpenSignals(plain)));
  }

  /**
   * Waits for a signal.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, no signal was taken. Only one task may wait at a
   * time.
   *
   * @return its name, without SIG
   * @throws dev.gonzo.BusyException if another task is waiting
   * @throws IllegalStateException if the queue is closed, or is closed during the wait
   */
  @Async
  public String take() {
    return Coroutine.trap(new TakeSignal(handle));
  }

  /**
   * Returns an iterator that waits for each next signal, until the queue is closed.
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
        throw new NoSuchElementException("the queue of signals was closed");
      }
      String taken = next;
      next = null;
      return taken;
    }
  }

  /**
   * Closes the queue, and restores the former effect of its signals. Signals that were not taken
   * are dropped. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    closed = true;
    Trap<@Nullable Void> close = new CloseSignals(handle);
    Coroutine.trap(close);
  }

  /** {@return a description with the names of the signals} */
  @Override
  public String toString() {
    return "the queue of the signals " + String.join(", ", names);
  }
}
