package dev.gonzo;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Debug;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Trap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The smallest driver: stops at each trap and returns it to the caller. {@link Coroutine#send} and
 * the other methods for driving by hand are built on it.
 */
final class ByHand<T extends @Nullable Object> implements TrapHandler {
  // A coroutine that traps more often than this while it is being closed is in a loop.
  private static final int MOST_TRAPS_WHILE_CLOSING = 1_000;
  private static final VarHandle DRIVER;

  static {
    try {
      DRIVER = MethodHandles.lookup().findVarHandle(ByHand.class, "driver", Thread.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Coroutine<T> coroutine;
  private volatile @Nullable Thread driver;
  private volatile boolean unblocked;
  private boolean blocked;
  private @Nullable Trap<?> trap;
  private @Nullable Object answer;
  private @Nullable Throwable raised;
  // The driver was interrupted; its flag is set again at the end of the step.
  private boolean interrupted;

  ByHand(Coroutine<T> coroutine) {
    this.coroutine = coroutine;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the answer was compared with the trap's type
  public <R extends @Nullable Object> R answer(Trap<R> asked) {
    trap = asked;
    boolean went;
    try {
      went = coroutine.suspend();
    } finally {
      trap = null;
    }
    if (!went) {
      throw new CannotSuspendException(asked.toString());
    }
    Throwable throwable = raised;
    if (throwable != null) {
      raised = null;
      throw Rethrow.unchecked(CoroutineDriver.arrivingHere(throwable));
    }
    R given = (R) answer;
    answer = null;
    return given;
  }

  @Override
  public void unblocked() {
    unblocked = true;
    LockSupport.unpark(driver);
  }

  Step<T> drive(@Nullable Object given, @Nullable Throwable thrown, boolean wait) {
    enter();
    try {
      return step(given, thrown, wait);
    } finally {
      leave();
    }
  }

  private Step<T> step(@Nullable Object given, @Nullable Throwable thrown, boolean wait) {
    accept(given, thrown);
    if (thrown != null && !coroutine.hasBegun()) {
      coroutine.endUnbegun(
          thrown instanceof Cancelled cancelled
              ? new Outcome.Cancellation<>(cancelled)
              : new Outcome.Failure<>(thrown));
      return new Step.Threw<>(thrown);
    }
    return drive(wait);
  }

  private Step<T> drive(boolean wait) {
    coroutine.begin();
    while (true) {
      // A coroutine that is mounted on a platform thread takes that thread's flag away.
      interrupted |= !Carrier.foreignBlocksKeepTheDriver() && Thread.interrupted();
      unblocked = false;
      switch (coroutine.resumeOrGiveUp()) {
        case SUSPENDED -> {
          blocked = false;
          return trap == null ? unexpected() : new Step.Trapped<>(trap);
        }
        case ENDED -> {
          blocked = false;
          return ended();
        }
        case YIELDED -> {}
        case BLOCKED -> {
          // At a trap it is not a foreign block: a thread is taking its stack trace, which ends
          // soon.
          if (!wait && trap == null) {
            blocked = true;
            return new Step.Blocked<>();
          }
          awaitUnblocked();
        }
      }
    }
  }

  private Step<T> ended() {
    return switch (coroutine.outcome()) {
      case Outcome.Success<T>(var value) -> new Step.Returned<>(value);
      case Outcome.Failure<T>(var cause) -> new Step.Threw<>(cause);
      case Outcome.Cancellation<T>(var cancelled) -> new Step.Threw<>(cancelled);
    };
  }

  private static <T extends @Nullable Object> Step<T> unexpected() {
    throw new AssertionError("a coroutine stopped outside a trap");
  }

  Step<T> stand() {
    return trap != null ? new Step.Trapped<>(trap) : drive(null, null, true);
  }

  void close() {
    enter();
    try {
      unwind();
    } finally {
      leave();
    }
  }

  private void unwind() {
    if (!coroutine.hasBegun()) {
      coroutine.endUnbegun(new Outcome.Cancellation<>(closed()));
      return;
    }
    boolean inBlock = blocked;
    if (inBlock) {
      coroutine.thread().interrupt();
    }
    Step<T> step = step(null, inBlock ? null : closed(), true);
    for (int traps = 0; step instanceof Step.Trapped; traps++) {
      if (traps == MOST_TRAPS_WHILE_CLOSING) {
        throw new IllegalStateException(
            "the coroutine keeps trapping while it is being closed, now at "
                + trap
                + ": let Cancelled propagate");
      }
      step = step(null, closed(), true);
    }
    if (step instanceof Step.Threw<T>(var cause)
        && !(cause instanceof Cancelled)
        && !(inBlock && Interrupts.isOne(cause))) {
      throw new TaskFailedException("a clean-up failed while its coroutine was closed", cause);
    }
  }

  /**
   * A new exception for each trap: two that meet in a try-with-resources must not be the same
   * object.
   */
  private static Cancelled closed() {
    return new Cancelled("its coroutine was closed", Thread.currentThread().getName());
  }

  private void enter() {
    if (Debug.ENABLED) {
      HeldMonitors.refuse();
    }
    Thread other = (Thread) DRIVER.compareAndExchange(this, null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          other == Thread.currentThread() || coroutine.isCurrent()
              ? "the coroutine is running: it cannot drive or close itself"
              : "the coroutine is being driven by thread "
                  + (other.getName().isEmpty() ? "#" + other.threadId() : other.getName())
                  + ": only one thread may drive it at a time");
    }
  }

  private void leave() {
    boolean restore = interrupted;
    interrupted = false;
    driver = null;
    if (restore) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(@Nullable Object given, @Nullable Throwable thrown) {
    if (coroutine.isDone()) {
      throw new IllegalStateException("the coroutine has ended, so it cannot be driven further");
    }
    if (blocked || trap == null) {
      if (given != null || (thrown != null && blocked)) {
        throw new IllegalStateException(
            blocked
                ? "the coroutine is in a foreign block, not at a trap: send null to check again"
                : "the coroutine has not begun, so nothing waits for an answer: send null first");
      }
      return;
    }
    // Set both each time, so that a step refused below leaves nothing behind.
    raised = thrown;
    answer = null;
    if (thrown != null) {
      return;
    }
    Class<?> wanted = trap.answerType();
    boolean fits =
        given == null ? wanted == Void.class || wanted == Object.class : wanted.isInstance(given);
    if (!fits) {
      throw new IllegalArgumentException(
          "%s is answered with %s, not with %s"
              .formatted(
                  trap,
                  wanted == Void.class ? "null" : "a value of " + wanted.getSimpleName(),
                  given == null ? "null" : given.getClass().getSimpleName() + " " + given));
    }
    answer = given;
  }

  /** Waits for the end of a foreign block, and passes interrupts on to it. */
  private void awaitUnblocked() {
    boolean passedOn = trap != null;
    while (!unblocked) {
      if (interrupted && !passedOn) {
        passedOn = true;
        coroutine.thread().interrupt();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
  }
}
