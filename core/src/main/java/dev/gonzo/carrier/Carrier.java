package dev.gonzo.carrier;

import dev.gonzo.Coroutine.Stop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What carries one coroutine: a computation with a stack of its own, that runs only while somebody
 * drives it.
 *
 * <p>A carrier is driven by one thread at a time. {@link #drive} and {@link #suspend} are the two
 * sides of it: the one gives the thread to the computation, the other gives it back.
 */
public abstract sealed class Carrier permits BatonCarrier, SchedulerCarrier {
  /**
   * Makes a carrier for a computation that has not begun.
   *
   * @param passenger what {@link #current} answers while the computation runs
   * @param name the name of the computation's thread, or null for none
   * @param journey what the computation is, and who is told of it
   * @param collectable whether the computation can be collected when nobody refers to it, although
   *     it has begun and has not ended: this costs a microsecond, and is for what no kernel drives
   * @throws IllegalStateException if this JVM lacks what the carrier needs; the message says which
   *     flag to add
   * @throws OutOfMemoryError if the system refuses the thread that the JDK needs for the first
   *     virtual thread; nothing is lost for the next call
   */
  public static <P> Carrier carrying(
      P passenger, @Nullable String name, Journey<P> journey, boolean collectable) {
    requireAvailable();
    FirstVirtualThread.prepare();
    return CarrierChoice.IS_BATON
        ? new BatonCarrier<>(passenger, name, journey, collectable)
        : new SchedulerCarrier<>(passenger, name, journey, collectable);
  }

  /**
   * What is carried, for all passengers of one kind: a million of them need one such object.
   *
   * @param <P> the kind
   */
  public interface Journey<P> {
    /** The computation; must not throw. */
    void ride(P passenger);

    /**
     * Tells, by any thread, any number of times, that a {@link Stop#BLOCKED} computation may be
     * able to go on.
     */
    void unblocked(P passenger);
  }

  /**
   * Checks that coroutines can be carried in this JVM, and says once, on standard error, if that is
   * done by the slower carrier because a flag is missing.
   *
   * @throws IllegalStateException if it lacks what the carrier that was asked for needs; the
   *     message says which flags to add
   */
  public static void requireAvailable() {
    CarrierChoice.check();
  }

  /**
   * Makes sure that the JVM can have virtual threads, before the first one is made.
   *
   * @throws OutOfMemoryError if the system refuses the thread that the JDK needs for that
   */
  public static void prepareFirst() {
    FirstVirtualThread.prepare();
  }

  /** {@return the names of the carriers, the default first} */
  public static List<String> names() {
    return List.of(CarrierChoice.SCHEDULER, CarrierChoice.BATON);
  }

  /**
   * {@return why a carrier cannot work in this JVM; empty if it can}
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Optional<String> whyUnavailable(String carrier) {
    return switch (carrier) {
      case CarrierChoice.SCHEDULER -> VirtualThreads.whyUnavailable();
      case CarrierChoice.BATON -> Optional.empty();
      default -> throw new IllegalArgumentException(CarrierChoice.unknown(carrier));
    };
  }

  /** {@return what users call the carrier of this JVM, as in {@code -Dgonzo.carrier=baton}} */
  public static String name() {
    return CarrierChoice.name();
  }

  /**
   * Tells whether this JVM's carrier lets a foreign block keep the driver: then {@link #drive}
   * returns when the block has ended, and the driver's interrupts are passed on to it.
   *
   * @return whether it does
   */
  public static boolean foreignBlocksKeepTheDriver() {
    return CarrierChoice.IS_BATON;
  }

  /**
   * The virtual threads that library code started inside carried computations and that are alive
   * now, each with the passenger in which it was started. None, if the carrier cannot tell them
   * from others.
   */
  public static Map<Thread, Object> guests() {
    return Guests.alive();
  }

  /** What {@link #current} answers while this computation runs. */
  abstract Object passenger();

  /** The passenger whose computation runs on this very thread, or null if there is none. */
  public static @Nullable Object current() {
    Carrier carrier =
        CarrierChoice.IS_BATON ? BatonCarrier.onThisThread() : SchedulerCarrier.onThisThread();
    return carrier == null ? null : carrier.passenger();
  }

  /**
   * Runs the computation until it stops, and tells how.
   *
   * <p>Inside another carried computation, whoever drives that one sees a single step. The caller
   * must hold no monitor: it would be lent to the computation, or the computation wait for it.
   */
  public abstract Stop drive();

  /**
   * Gives the thread back to the driver until the next {@link #drive}. Only the computation itself
   * may call it.
   *
   * @return false, at once, if the JVM cannot take the computation off its thread here: inside a
   *     class initialiser or below a native frame
   */
  public abstract boolean suspend();

  /** The computation's own thread: for stack traces, interrupts and its name. */
  public abstract Thread thread();
}
