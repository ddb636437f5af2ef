package dev.gonzo;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation of one task: what has been asked for, and what has arrived. For kernels, on the
 * kernel's thread.
 *
 * <p>A kernel {@link #request requests}, and if the task is suspended takes it out of its wait and
 * lets it meet what {@link #arrive} answers; otherwise it asks {@code arrive} on entry of each
 * checkpoint. One request arrives once.
 */
public final class Cancellation {
  private @Nullable Cancelled due;
  private @Nullable Cancelled arrived;
  private boolean interrupted;

  Cancellation() {}

  /**
   * Asks that the task be cancelled.
   *
   * @param cancelled what it is to meet
   * @return false if this one joins a cancellation that is on its way
   */
  public boolean request(Cancelled cancelled) {
    if (due != null || arrived != null) {
      return false;
    }
    due = cancelled;
    return true;
  }

  /** {@return whether a cancellation waits for the next checkpoint} */
  public boolean isDue() {
    return due != null;
  }

  /** {@return whether a cancellation has reached the task} */
  public boolean hasArrived() {
    return arrived != null;
  }

  /**
   * Takes what is due, to be thrown in the task at once.
   *
   * @return what it meets, or null if nothing is due
   */
  public @Nullable Cancelled arrive() {
    Cancelled now = due;
    if (now != null) {
      due = null;
      arrived = now;
      now.arrive();
    }
    return now;
  }

  /** Notes that the task's foreign block is being interrupted on behalf of what is due. */
  public void noteInterrupt() {
    interrupted = true;
  }

  /**
   * Takes the interrupt flag away again that a noted interrupt may have left. Called in the task,
   * on entry of a checkpoint.
   */
  public void clearInterrupt() {
    if (interrupted) {
      interrupted = false;
      boolean _ = Thread.interrupted();
    }
  }

  /** An interrupt that the kernel made, and that left the body as an exception, was a Cancelled. */
  <T extends @Nullable Object> Outcome<T> settle(Outcome<T> outcome) {
    if (interrupted
        && due != null
        && outcome instanceof Outcome.Failure<T>(var cause)
        && isInterrupt(cause)) {
      Cancelled cancelled = due;
      due = null;
      arrived = cancelled;
      cancelled.initCause(cause);
      return new Outcome.Cancellation<>(cancelled);
    }
    return outcome;
  }

  private static boolean isInterrupt(Throwable cause) {
    return cause instanceof InterruptedException
        || cause instanceof ClosedByInterruptException
        || (cause instanceof InterruptedIOException
            && !(cause instanceof java.net.SocketTimeoutException))
        || (cause instanceof SocketException && "Closed by interrupt".equals(cause.getMessage()));
  }
}
