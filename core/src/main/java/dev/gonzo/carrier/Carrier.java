package dev.gonzo.carrier;

import dev.gonzo.CoroutineDriver.Stop;
import dev.gonzo.report.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism that runs one coroutine: a computation with its own stack, which runs only while it
 * is driven. (Not the JDK's carrier thread of JEP 444, the platform thread on which a virtual
 * thread is mounted.)
 *
 * <p>A carrier is driven by one thread at a time. {@link #drive} gives that thread to the
 * computation, and {@link #suspend} gives it back.
 */
public abstract sealed class Carrier permits BatonCarrier, SchedulerCarrier {
  private boolean neverRuns;

  /**
   * Creates a carrier for a computation that has not begun.
   *
   * @param owner the object that {@link #current} returns while the computation runs
   * @param name the name of the computation's thread, or null for none
   * @param body the computation, and the callback for the end of a foreign block
   * @param collectable whether the computation can be garbage-collected once it is unreachable,
   *     although it has begun and has not ended. This costs a microsecond, and is meant for
   *     coroutines that no kernel drives
   * @throws IllegalStateException if this JVM lacks what the carrier needs; the message says which
   *     flag to add
   * @throws OutOfMemoryError if the system refuses the thread that the JDK needs for the first
   *     virtual thread; a later call can succeed
   */
  public static <P> Carrier carrying(
      P owner, @Nullable String name, Body<P> body, boolean collectable) {
    // The JDK's dump of all threads ends at a name with a control character.
    String shown = name == null ? null : Text.visible(name);
    requireAvailable();
    FirstVirtualThread.prepare();
    return CarrierChoice.IS_BATON
        ? new BatonCarrier<>(owner, shown, body, collectable)
        : new SchedulerCarrier<>(owner, shown, body, collectable);
  }

  /**
   * Callbacks shared by all owners of one kind, so that a coroutine needs no such object of its
   * own.
   *
   * @param <P> the type of the owners
   */
  public interface Body<P> {
    /** Runs the computation. Must not throw. */
    void run(P owner);

    /**
     * Called when a {@link Stop#BLOCKED} computation may be able to go on: on any thread, and any
     * number of times.
     */
    void unblocked(P owner);

    /**
     * Called when library code starts a virtual thread in the computation, or in another foreign
     * thread of it, on the thread that starts it.
     */
    void foreignThreadStarted(P owner, Thread foreign);

    /**
     * Offers to run a foreign thread, each time it can go on, on any thread.
     *
     * @param run runs the foreign thread until it parks or ends
     * @return whether the computation's driver will run it; if not, the pool does
     */
    boolean takesForeignThread(P owner, Thread foreign, Runnable run);

    /** Called when a foreign thread has ended, on any thread. */
    void foreignThreadEnded(P owner, Thread foreign);
  }

  /**
   * Checks that coroutines can run in this JVM. If a missing flag forces the slower carrier, prints
   * one line about it on standard error, once.
   *
   * @throws IllegalStateException if it lacks what the requested carrier needs; the message says
   *     which flags to add
   */
  public static void requireAvailable() {
    CarrierChoice.check();
  }

  /**
   * Makes sure that the JVM can create virtual threads, before the first one is created.
   *
   * @throws OutOfMemoryError if the system refuses the thread that the JDK needs for them
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
   * @throws IllegalArgumentException if there is no carrier of that name
   */
  public static Optional<String> whyUnavailable(String carrier) {
    return switch (carrier) {
      case CarrierChoice.SCHEDULER -> VirtualThreads.whyUnavailable();
      case CarrierChoice.BATON -> Optional.empty();
      default -> throw new IllegalArgumentException(CarrierChoice.unknown(carrier));
    };
  }

  /** {@return the name of this JVM's carrier, as in {@code -Dgonzo.carrier=baton}} */
  public static String name() {
    return CarrierChoice.name();
  }

  /**
   * Whether a foreign block holds up the driver with this JVM's carrier. If so, {@link #drive}
   * returns only when the block has ended, and interrupts of the driver are passed on to it.
   *
   * @return whether it does
   */
  public static boolean foreignBlocksKeepTheDriver() {
    return CarrierChoice.IS_BATON;
  }

  /**
   * The live virtual threads that library code started inside coroutines, each with the owner that
   * started it. Empty if the carrier cannot distinguish them from other threads.
   */
  public static Map<Thread, Object> foreignThreads() {
    return ForeignThreads.alive();
  }

  /** The object that {@link #current} returns while this computation runs. */
  abstract Object owner();

  /** The owner whose computation runs on the calling thread, or null if there is none. */
  public static @Nullable Object current() {
    Object substituted = Substitutes.here();
    if (substituted != null) {
      return substituted;
    }
    Carrier carrier =
        CarrierChoice.IS_BATON ? BatonCarrier.onThisThread() : SchedulerCarrier.onThisThread();
    return carrier == null ? null : carrier.owner();
  }

  /**
   * Runs work on the calling thread for an owner whose own thread could not be started, or cannot
   * go on. {@link #current} returns the owner meanwhile, and the work cannot be suspended.
   *
   * @param owner the owner
   * @param work the work
   * @throws OutOfMemoryError if there is no memory to begin; then the work was not run
   */
  public static void runInPlaceOf(Object owner, Runnable work) {
    Substitutes.run(owner, work);
  }

  /** Its thread could not be started; a thread cannot be started twice. */
  final void neverRuns() {
    neverRuns = true;
  }

  /** {@return whether its thread could not be started, so that the computation never runs} */
  public final boolean isLost() {
    return neverRuns;
  }

  /**
   * Runs the computation until it stops, and returns why it stopped.
   *
   * <p>Inside another coroutine, the driver of that one sees a single step. The caller must hold no
   * monitor: the computation would either inherit it or wait for it.
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

  /** The computation's thread, for stack traces, interrupts and its name. */
  public abstract Thread thread();
}
