package dev.gonzo.kernel.driver.uring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds up the end of the JVM until the bytes that tasks have sent are in the system, as they would
 * be after plain calls. Otherwise {@code System.exit} behind a send could lose them.
 */
final class SendsAtExit implements AutoCloseable {
  /** How long a peer that does not read can hold it up. */
  private static final int PATIENCE_SECONDS = 10;

  private final SendQueue sends;
  private final Runnable wakeUp;
  private final Thread hook;
  private final CountDownLatch allSent = new CountDownLatch(1);
  private volatile boolean exiting;

  SendsAtExit(SendQueue sends, Runnable wakeUp) {
    this.sends = sends;
    this.wakeUp = wakeUp;
    hook = Thread.ofPlatform().name("gonzo-sends-at-exit").unstarted(this::awaitSends);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException exits) {
      sends.refuse();
    }
  }

  private void awaitSends() {
    exiting = true;
    if (sends.underWay() > 0) {
      wakeUp.run();
      try {
        boolean _ = allSent.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException hurry) {
        // A hook has no caller to pass it on to.
      }
    }
  }

  /** Called by the kernel's thread after each poll. */
  void polled() {
    if (exiting) {
      sends.refuse();
      if (sends.underWay() == 0) {
        allSent.countDown();
      }
    }
  }

  /** Ends it with the driver, which has waited for its sends itself. */
  @Override
  public void close() {
    allSent.countDown();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exits) {
      // It runs already, and has been released above.
    }
  }
}
