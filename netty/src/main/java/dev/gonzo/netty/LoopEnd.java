package dev.gonzo.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a guest whose event loop is shut down first: it is closed, its clean-up is
 * stepped as far as that gets, and what stands still when the loop has ended fails.
 *
 * <p>A loop that shuts down closes its channels and cancels its timers, also those that steps were
 * to come by. It ends when its queue was empty for a while: so the steps go through the queue,
 * which must not last for ever.
 */
final class LoopEnd {
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final Duration MOST_AT_ONCE = Duration.ofMillis(1);

  private final EventLoop loop;
  private final Steps steps;
  private final Runnable shuttingDown = this::begin;
  private final FutureListener<Object> ended = _ -> abandon();
  // The loop's thread only.
  private boolean watched;
  private boolean begun;
  private long begunNanos;
  private boolean again;

  LoopEnd(EventLoop loop, Steps steps) {
    this.loop = loop;
    this.steps = steps;
  }

  /** The guest steps. */
  void watch() {
    if (!watched) {
      watched = true;
      if (loop instanceof SingleThreadEventExecutor executor) {
        executor.addShutdownHook(shuttingDown);
      }
      tellWhenEnded();
    }
  }

  /** The guest is done. */
  void forget() {
    if (watched && loop instanceof SingleThreadEventExecutor executor) {
      executor.removeShutdownHook(shuttingDown);
    }
    var _ = loop.terminationFuture().removeListener(ended);
  }

  /** Any thread: the loop takes no work any more, or will not one day. */
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
   * The guest has stepped while the loop shuts down.
   *
   * @param pause after which it has to step again; null if it waits for something else
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
            "the event loop has ended before its kernel, whose tasks stand still: close() the"
                + " kernel first, and wait for that");
  }
}
