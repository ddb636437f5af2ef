package dev.gonzo.kernel.loop;

import dev.gonzo.report.Log;

/**
 * A kernel's polls of its devices, and its waits for them. If they fail, the run ends: then this
 * pauses instead, until the tasks have cleaned up. Kernel thread only.
 */
final class DevicePolls {
  private final LoopKernel kernel;
  private final Driver driver;
  private final WakeQueue wakeQueue;
  private final LivingTasks living;
  private final RunEnd end;

  DevicePolls(
      LoopKernel kernel, Driver driver, WakeQueue wakeQueue, LivingTasks living, RunEnd end) {
    this.kernel = kernel;
    this.driver = driver;
    this.wakeQueue = wakeQueue;
    this.living = living;
    this.end = end;
  }

  /** Polls without waiting if the time is 0; else waits, unless there is something to do first. */
  void await(long nanos) {
    if (nanos == 0) {
      poll(0);
    } else if (wakeQueue.prepareToWait()) {
      poll(nanos);
      wakeQueue.waited();
    }
  }

  void poll(long nanos) {
    FailedDevices failed = end.failedDevices();
    if (failed != null) {
      endWithoutDevices(failed, nanos);
      return;
    }
    try {
      driver.poll(nanos);
    } catch (OutOfMemoryError full) {
      kernel.survive(full); // the devices report again the events that were not handled
    } catch (RuntimeException failure) {
      end.devicesFailed(failure);
    }
  }

  private void endWithoutDevices(FailedDevices failed, long nanos) {
    if (failed.isGraceOver() && !living.isEmpty()) {
      Log.warn(
          "the wait for the devices has failed, and "
              + living.size()
              + " tasks did not end when they were cancelled; they are abandoned: "
              + living.snapshot(),
          null);
      living.abandon();
    } else {
      failed.poll(driver, nanos);
    }
  }
}
