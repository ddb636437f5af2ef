package dev.gonzo.netty;

import dev.gonzo.kernel.GuestKernel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the steps of a guest kernel on its event loop. Used by the loop's thread only, except
 * for {@link #wake}.
 */
final class LoopStepper {
  /** How many turns the tasks get before the channels are polled again. */
  private static final int TURNS = 64;

  private final EventLoop loop;
  private final LoopShutdown end;
  private @Nullable GuestKernel guest;
  private boolean again;
  private @Nullable Future<?> timer;
  private long timerNanos;

  LoopStepper(EventLoop loop) {
    this.loop = loop;
    this.end = new LoopShutdown(loop, this);
  }

  void of(GuestKernel guest) {
    this.guest = guest;
  }

  GuestKernel guest() {
    return Objects.requireNonNull(guest);
  }

  /** Asks for a step after an event of the driver. */
  void ask() {
    guest().wake();
  }

  /** Asks for a step. Any thread may call it. */
  void wake() {
    try {
      loop.execute(this::step);
    } catch (RejectedExecutionException shutDown) {
      end.tellWhenEnded();
    }
  }

  void step() {
    end.watch();
    Duration pause = guest().step(TURNS).orElse(null);
    if (guest().isDone()) {
      end.forget();
      cancelTimer();
    } else if (loop.isShuttingDown()) {
      end.stepped(pause);
    } else if (pause != null && pause.isZero()) {
      stepAgain();
    } else if (pause != null) {
      setTimer(pause.toNanos());
    }
  }

  /**
   * Schedules a step as a timer that is due, and not as a task of the loop, since the loop runs all
   * of its tasks before it polls its channels again.
   */
  private void stepAgain() {
    if (!again) {
      again = true;
      var _ =
          loop.schedule(
              () -> {
                again = false;
                step();
              },
              0,
              TimeUnit.NANOSECONDS);
    }
  }

  /** Sets the timer. An earlier one stays: its step sets the next one. */
  private void setTimer(long pauseNanos) {
    long nanos = System.nanoTime() + pauseNanos;
    if (timer != null && timerNanos - nanos <= 0) {
      return;
    }
    cancelTimer();
    timerNanos = nanos;
    timer =
        loop.schedule(
            () -> {
              timer = null;
              step();
            },
            pauseNanos,
            TimeUnit.NANOSECONDS);
  }

  private void cancelTimer() {
    if (timer != null) {
      boolean _ = timer.cancel(false);
      timer = null;
    }
  }
}
