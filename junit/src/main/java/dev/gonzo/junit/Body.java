package dev.gonzo.junit;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlockException;
import dev.gonzo.Gonzo;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * One method of a test, on its way from JUnit's thread to the main task, and its result on the way
 * back.
 *
 * @param <T> what it returns
 */
final class Body<T extends @Nullable Object> {
  private final Invocation<T> invocation;
  private final boolean last;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final CountDownLatch done = new CountDownLatch(1);
  // Written before the latch is opened.
  private @Nullable T value;
  private @Nullable Throwable failure;
  // Set by JUnit's thread before it cancels the main task.
  private volatile boolean cancelRequested;

  private Body(Invocation<T> invocation, boolean last) {
    this.invocation = invocation;
    this.last = last;
  }

  static <T extends @Nullable Object> Body<T> of(Invocation<T> invocation) {
    return new Body<>(invocation, false);
  }

  /** The last one: the main task ends after it. */
  static <T extends @Nullable Object> Body<T> last(Invocation<T> invocation) {
    return new Body<>(invocation, true);
  }

  boolean isLast() {
    return last;
  }

  /**
   * Runs it in the main task. A cancellation of the task is due at its end at the latest, so that
   * it does not reach the next method.
   *
   * @throws Cancelled if it ended because the main task was cancelled
   */
  void run() {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      value = invocation.proceed();
      Gonzo.checkpoint();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    meetLateCancellation();
    done.countDown();
    if (failure instanceof Cancelled cancelled) {
      throw cancelled;
    }
  }

  /** Waits for a cancellation that JUnit's thread has requested and that is still on its way. */
  private void meetLateCancellation() {
    try {
      if (cancelRequested && Cancelled.arrived().isEmpty()) {
        HandOver.awaitCancellation();
      } else {
        Gonzo.checkpoint();
      }
    } catch (Cancelled late) {
      if (failure != null) {
        late.addSuppressed(failure);
      }
      failure = late;
    }
  }

  /** Ends it from outside, because the run has ended without it. Without effect if it has ended. */
  void lose(Throwable why) {
    if (done.getCount() > 0) {
      failure = why;
      done.countDown();
    }
  }

  void cancelRequested() {
    cancelRequested = true;
  }

  void await() throws InterruptedException {
    done.await();
  }

  boolean await(long millis) throws InterruptedException {
    return done.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Its result, after its end; a deadlock is thrown as the report on it. */
  @SuppressWarnings("NullAway") // null only if T is nullable
  T result() throws Throwable {
    Throwable thrown = failure;
    if (thrown instanceof Cancelled && thrown.getCause() instanceof DeadlockException deadlock) {
      throw deadlock;
    }
    if (thrown != null) {
      throw thrown;
    }
    return value;
  }
}
