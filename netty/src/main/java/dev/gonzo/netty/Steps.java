package dev.gonzo.netty;

import dev.gonzo.kernel.GuestKernel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When an event loop steps its guest. The loop's thread only, but for {@link #wake}. */
final class Steps {
  /** So many turns the tasks have before the channels are asked again. */
  private static final int TURNS = 64;

  private final EventLoop loop;
  private @Nullable GuestKernel guest;
  private boolean again;
  private @Nullable Future<?> timer;
  private long timerNanos;

  Steps(EventLoop loop) {
    this.loop = loop;
  }

  void of(GuestKernel guest) {
    this.guest = guest;
  }

  private GuestKernel guest() {
    return Objects.requireNonNull(guest);
  }

  /** A driver's event: a step is worth while. */
  void ask() {
    guest().wake();
  }

  /** Any thread: the guest asks for a step. */
  void wake() {
    loop.execute(this::step);
  }

  private void step() {
    Duration pause = guest().step(TURNS).orElse(null);
    if (pause == null) {
      return;
    }
    if (loop.isShuttingDown()) {
      loop.execute(this::step); // its timers are cancelled
    } else if (pause.isZero()) {
      stepAgain();
    } else {
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
    if (timer != null) {
      if (timerNanos - nanos <= 0) {
        return;
      }
      boolean _ = timer.cancel(false);
    }
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
}
