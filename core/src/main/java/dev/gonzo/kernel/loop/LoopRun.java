package dev.gonzo.kernel.loop;

import dev.gonzo.carrier.Carrier;

/** Runs a kernel on the calling thread, which does nothing else meanwhile. */
public final class LoopRun {
  /** How many turns in a row are taken before the devices are polled again. */
  private static final int TURNS_BETWEEN_POLLS = 64;

  /**
   * On the baton carrier: there another thread waits for the devices, and handing over to it costs
   * as much as a hundred turns.
   */
  private static final boolean WAITING_IS_DEAR = Carrier.foreignBlocksKeepTheDriver();

  private LoopRun() {}

  /**
   * Steps, polls and waits until all tasks have ended.
   *
   * @param kernel the kernel, which has begun
   */
  public static void untilDone(LoopKernel kernel) {
    while (!kernel.isDone()) {
      kernel.step(TURNS_BETWEEN_POLLS);
      if (!kernel.isDone() && !(WAITING_IS_DEAR && isFoundByPolling(kernel))) {
        kernel.poll(kernel.waitNanos());
      }
    }
  }

  /** Polls the devices if nothing is ready; whether something is ready after that. */
  private static boolean isFoundByPolling(LoopKernel kernel) {
    if (kernel.isAnyReady()) {
      return false;
    }
    kernel.poll(0);
    return kernel.isAnyReady();
  }
}
