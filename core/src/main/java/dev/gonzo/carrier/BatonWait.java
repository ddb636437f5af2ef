package dev.gonzo.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One wait for the baton, by either side: parks until it is there, whoever else unparks or
 * interrupts the thread meanwhile, and gives back what was not meant for it. An interrupt flag, and
 * a permit that was perhaps left for the user's own wait, are there again afterwards.
 *
 * <p>Perhaps: a permit for the user and the one that came with the baton are one if they come
 * together, so there is one after each wait. A wait of the user's may then end for nothing, as each
 * park may.
 */
final class BatonWait {
  private static final int DISTURBED = 2;
  private static final long INTERRUPT_LOOK_NANOS = 1_000_000;

  private boolean parked;
  private int inVain;
  private boolean interrupted;
  private boolean passedOn;
  private @Nullable StackOverflowError tooDeep;

  /** Waits for anything at all. */
  void park() {
    if (tooDeep != null) {
      Thread.onSpinWait();
      return;
    }
    parked = true;
    try {
      if (interrupted && !passedOn) {
        LockSupport.parkNanos(this, INTERRUPT_LOOK_NANOS); // is it in a block by then?
      } else {
        LockSupport.park(this);
      }
    } catch (StackOverflowError overflow) {
      tooDeep = overflow;
    }
    interrupted |= Thread.interrupted();
  }

  /** Whether the thread cannot even wait: the JVM has no room left to put its stack aside. */
  boolean isStuck() {
    return tooDeep != null;
  }

  /**
   * What the JVM threw when it had no room left to put the thread's stack aside; null if it had.
   */
  @Nullable StackOverflowError tooDeep() {
    return tooDeep;
  }

  /** Notes whether the baton was not there, and it was not for that that it ended. */
  void wasInVain(boolean whether) {
    inVain += whether ? 1 : 0;
  }

  /** Whether it has been ended in vain more than once: by chance, or for it to look around. */
  boolean isDisturbed() {
    return tooDeep != null || inVain >= DISTURBED;
  }

  /** The driver stands where the computation stands: whoever interrupts it means that. */
  void passInterruptOn(BatonCarrier<?> carrier) {
    if (interrupted && !passedOn && carrier.isBlocked()) {
      passedOn = true;
      carrier.thread().interrupt();
    }
  }

  /** The baton is there. */
  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (parked) {
      LockSupport.unpark(Thread.currentThread());
    }
  }
}
