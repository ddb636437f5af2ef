package dev.gonzo.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the baton, by one of the two sides. It parks until the baton arrives, despite unparks
 * and interrupts from other code, and restores what was not meant for it: the interrupt flag, and
 * the permit that may have been meant for a wait in the user's code.
 *
 * <p>A carrier creates one for each side in advance, and uses it for one wait after the other, so
 * that a switch needs no memory: a switch that failed half way would lose the baton.
 *
 * <p>It cannot see whether the user's code was given a permit, since two permits that arrive
 * together become one; so it leaves one after each wait. A later park in the user's code may then
 * return spuriously, as the contract of {@code park} allows.
 */
final class BatonWait {
  private static final int DISTURBED = 2;
  private static final long INTERRUPT_LOOK_NANOS = 1_000_000;

  private boolean parked;
  private int inVain;
  private boolean interrupted;
  private boolean passedOn;
  private @Nullable StackOverflowError tooDeep;

  /** Begins the next wait. */
  void begin() {
    parked = false;
    inVain = 0;
    interrupted = false;
    passedOn = false;
    tooDeep = null;
  }

  /**
   * Parks until anything wakes the thread: the baton, an interrupt, a foreign unpark, or nothing.
   */
  void park() {
    if (tooDeep != null) {
      Thread.onSpinWait();
      return;
    }
    parked = true;
    try {
      if (interrupted && !passedOn) {
        LockSupport.parkNanos(this, INTERRUPT_LOOK_NANOS); // to check isBlocked() again
      } else {
        LockSupport.park(this);
      }
    } catch (StackOverflowError overflow) {
      tooDeep = overflow;
    }
    interrupted |= Thread.interrupted();
  }

  /** Whether the thread cannot park, because the JVM has no room to save its stack. */
  boolean isStuck() {
    return tooDeep != null;
  }

  /**
   * The error that the JVM threw when it had no room to save the thread's stack; null if there was
   * none.
   */
  @Nullable StackOverflowError tooDeep() {
    return tooDeep;
  }

  /** Counts a park that ended without the baton. */
  void wasInVain(boolean whether) {
    inVain += whether ? 1 : 0;
  }

  /**
   * Whether parking has ended without the baton more than once: by chance, or because {@link
   * BatonStack#examine} asks for a check.
   */
  boolean isDisturbed() {
    return tooDeep != null || inVain >= DISTURBED;
  }

  /**
   * Passes an interrupt of the waiting driver on to the computation: it is the computation that
   * blocks the driver.
   */
  void passInterruptOn(BatonCarrier<?> carrier) {
    if (interrupted && !passedOn && carrier.isBlocked()) {
      passedOn = true;
      carrier.thread().interrupt();
    }
  }

  /** Ends the wait when the baton has arrived, and restores the interrupt flag and the permit. */
  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (parked) {
      LockSupport.unpark(Thread.currentThread());
    }
  }
}
