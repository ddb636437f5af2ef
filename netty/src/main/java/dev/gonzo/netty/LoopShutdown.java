package dev.gonzo.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends a guest kernel whose event loop is shut down first: closes it, steps its clean-up as long as
 * the loop runs, and fails what is left when the loop has ended.
 *
 * <p>A loop that shuts down closes its channels and cancels its timers, including those for steps.
 * It ends when its queue has been empty for a while: so the steps go through the queue, for a
 * limited time.
 */
final class LoopShutdown {
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final Duration MOST_AT_ONCE = Duration.ofMillis(1);

  private final EventLoop loop;
  private final LoopStepper steps;
  private final Runnable shuttingDown = this::begin;
  private final FutureListener<Object> ended = _ -> abandon();
  // Used by the loop's thread only.
  private boolean watched;
  private boolean begun;
  private long begunNanos;
  private boolean again;

  LoopShutdown(EventLoop loop, LoopStepper steps) {
    this.loop = loop;
    this.steps = steps;
  }

  /** Starts watching for the end of the loop, when the guest steps. */
  void watch() {
    if (!watched) {
      watched = true;
      if (loop instanceof SingleThreadEventExecutor executor) {
        executor.addShutdownHook(shuttingDown);
      }
      tellWhenEnded();
    }
  }

  /** Stops watching, when the guest has ended. */
  void forget() {
    if (watched && loop instanceof SingleThreadEventExecutor executor) {
      executor.removeShutdownHook(shuttingDown);
    }
    var _ = loop.terminationFuture().removeListener(ended);
  }

  /**
   * Abandons the guest once the loop has ended; any thread may call it, before or after that end.
   */
  void tellWhenEnded() {
    var _ = loop.terminationFuture().addListener(ended);
  }

  private void begin() {
    if (!begun && !steps.guest().isDone()) {
      begun = true;
      begunNanos = System.nanoTime();
      var _ = steps.guest().close();
      stepAgain();
    }
  }

  /**
   * Called when the guest has stepped while the loop shuts down.
   *
   * @param pause the time until its next step; null if it waits for something else
   */
  void stepped(@Nullable Duration pause) {
    begin();
    if (pause != null && System.nanoTime() - begunNanos < MOST.toNanos()) {
      LockSupport.parkNanos(this, Math.min(pause.toNanos(), MOST_AT_ONCE.toNanos()));
      stepAgain();
    }
  }

  private void stepAgain() {
    if (!again) {
      again = true;
      try {
        loop.execute(() -> {
          again = false;
          steps.step();
        });
      } catch (RejectedExecutionException tooLate) {
        // then it is abandoned
      }
    }
  }

  private void abandon() {
    steps
        .guest()
        .abandon(
            "the event loop has ended before its kernel, so the tasks cannot go on: close() the"
                + " kernel first, and wait for that");
  }
}
