package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.universal.EndsWithKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens, and that any number of others wait for.
 *
 * <pre>{@code
 * var ready = Event.of("ready");
 * spawn(() -> { ready.await(); work(); });
 * ready.set();                           // all who wait go on, and all who come later
 * }</pre>
 *
 * <p><b>Local or universal.</b> A local event is for the tasks of one kernel; it takes no lock. A
 * {@link #universal} one is for everybody: {@link #await} suspends when it is called in a
 * coroutine, and blocks when it is called in an ordinary thread; an interrupt of a blocked thread
 * is its cancellation. One that was made inside a kernel is closed when that kernel ends.
 */
public final class Event implements AutoCloseable {
  private final Gate<Boolean> gate;
  private final @Nullable EndsWithKernel bond;

  private Event(Gate<Boolean> gate) {
    this.gate = gate;
    this.bond = EndsWithKernel.bind(gate);
  }

  /**
   * Makes a local event that has not happened. Never suspends.
   *
   * @return the event
   */
  public static Event of() {
    return new Event(new Gate<>("Event", false));
  }

  /**
   * Makes a local event that has not happened. Never suspends.
   *
   * @param name what reports call it
   * @return the event
   */
  public static Event of(String name) {
    return new Event(new Gate<>("Event " + name, false));
  }

  /**
   * Makes a universal event that has not happened. Never suspends.
   *
   * @return the event
   */
  public static Event universal() {
    return new Event(new Gate<>("Event", true));
  }

  /**
   * Waits until it has happened; returns at once if it has.
   *
   * <p>Suspends, or blocks; a checkpoint. Whoever waits when it is set goes on, also if it is
   * cleared before it runs. A cancelled one leaves nothing behind.
   *
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted
   * @throws dev.gonzo.KernelEndedException if the event is closed, or its kernel has ended
   */
  @Async
  public void await() {
    boolean _ = gate.await();
  }

  /**
   * Says that it has happened, and wakes all who wait. Without effect if it has, or the event is
   * closed.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   */
  @Async
  public void set() {
    boolean _ = gate.open(true);
  }

  /**
   * Says that it has not happened: those who come from now on wait. Whoever was woken stays so.
   *
   * <p>Async, but never suspends or blocks, and no checkpoint.
   */
  @Async
  public void clear() {
    gate.shutAgain();
  }

  /** {@return whether it has happened} Of a universal one a snapshot. Never suspends. */
  public boolean isSet() {
    return gate.peek() != null;
  }

  /**
   * {@return the names of the tasks and threads that wait for it, longest waiting first} Of a
   * universal one a snapshot. Never suspends.
   */
  public List<String> waiting() {
    return gate.waiting();
  }

  /**
   * Ends the waiting: those who wait for it, and those who come while it has not happened, meet a
   * {@link dev.gonzo.KernelEndedException}. Closing twice is harmless. A local event need not be
   * closed.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    gate.requireColour();
    gate.shut();
    if (bond != null) {
      bond.release();
    }
  }

  @Override
  public String toString() {
    return gate.toString();
  }
}
