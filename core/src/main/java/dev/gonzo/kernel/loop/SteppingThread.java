package dev.gonzo.kernel.loop;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.kernel.loop.watch.TurnMeter;
import org.jspecify.annotations.Nullable;

/** The thread that steps a kernel, which may change between two steps. */
final class SteppingThread {
  private final TurnMeter meter;
  private volatile @Nullable Thread thread;

  SteppingThread(TurnMeter meter) {
    this.meter = meter;
  }

  /** The thread; null if none steps the kernel. Any thread may call it. */
  @Nullable Thread now() {
    return thread;
  }

  /** Records that the calling thread steps the kernel. */
  void isHere() {
    Thread here = Thread.currentThread();
    if (thread != here) {
      change(here);
    }
  }

  /** Records that no thread steps the kernel any more. */
  void isNone() {
    change(null);
  }

  private void change(@Nullable Thread stepper) {
    Thread before = thread;
    if (before != null) {
      KernelThreads.remove(before);
    }
    if (stepper != null) {
      KernelThreads.add(stepper);
    }
    thread = stepper;
    meter.steppedHere(stepper != null);
  }
}
