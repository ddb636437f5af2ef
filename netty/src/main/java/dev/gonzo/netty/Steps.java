package dev.gonzo.netty;

import dev.gonzo.kernel.GuestKernel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When an event loop steps its guest. The loop's thread only, but for {@link #wake}. */
final class Steps {
  /** So many turns the tasks have before the channels are asked again. */
  private static final int TURNS = 64;

  private final EventLoop loop;
  private final LoopEnd end;
  private @Nullable GuestKernel guest;
  private boolean again;
  private @Nullable Future<?> timer;
  private long timerNanos;

  Steps(EventLoop loop) {
    this.loop = loop;
    this.end = new LoopEnd(loop, this);
  }

  void of(GuestKernel guest) {
    this.guest = guest;
  }

  GuestKernel guest() {
    return Objects.requireNonNull(guest);
  }

  /** A driver's event: a step is worth while. */
  void ask() {
    guest().wake();
  }

  /** Any thread: the guest asks for a step. */
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
   * As a timer that is due, and not as work for the loop, which does all of that before it asks its
   * channels again.
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

  /** One that is set earlier stays: the step that it brings sets the next. */
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
