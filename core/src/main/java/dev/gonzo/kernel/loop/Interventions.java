package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.Clock;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import org.jspecify.annotations.Nullable;

/**
 * What a recorder or a replay decides in place of the kernel, and what it must know of it. It is
 * set before the kernel begins.
 */
public final class Interventions {
  private final Driver driver;
  private final String creator = Thread.currentThread().getName();
  private Clock shown;
  // Other threads read it.
  private volatile @Nullable Arrivals arrivals;
  private @Nullable TrapGate gate;

  Interventions(Clock clock, Driver driver) {
    this.shown = clock;
    this.driver = driver;
  }

  /**
   * Lets another decide when arrivals from outside enter. Unlike the others, it may be changed
   * while the kernel runs, between two turns.
   *
   * @param decides decides when they enter; null for the driver
   */
  public void decideArrivals(@Nullable Arrivals decides) {
    arrivals = decides;
  }

  /**
   * Lets another hold back the traps of the tasks while the kernel is observed.
   *
   * @param before called before each trap
   */
  public void passTraps(TrapGate before) {
    gate = before;
  }

  /**
   * Shows the tasks another clock than the one by which the timers fire.
   *
   * @param clock answers the traps that read the clock
   */
  public void show(Clock clock) {
    shown = clock;
  }

  /**
   * {@return the name of the thread that has created the kernel} For a kernel with a thread of its
   * own it is the one that called {@code run}.
   */
  public String creator() {
    return creator;
  }

  /** The time as the tasks see it. */
  long shownNanos() {
    return shown.nanos();
  }

  /** Whether an arrival from outside is delivered later, in an order that another decides. */
  boolean take(Waker waker, Object source, Runnable delivery) {
    Arrivals decides = arrivals;
    return decides == null
        ? driver.takeArrival(source, delivery)
        : decides.take(waker, source, delivery);
  }

  /** A task of an observed kernel is about to make a trap. On its own stack. */
  void enter(LoopTask<?> task, Trap<?> trap) {
    if (gate != null) {
      gate.enter(task, trap);
    }
  }
}
