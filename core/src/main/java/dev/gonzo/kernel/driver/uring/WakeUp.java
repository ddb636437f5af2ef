package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.Ring;

/** The request that ends the kernel's wait when another thread signals. */
final class WakeUp extends Request {
  private final Requests requests;
  private final EventCounter counter;
  private boolean closed;

  WakeUp(Requests requests, EventCounter counter) {
    this.requests = requests;
    this.counter = counter;
  }

  void begin() {
    requests.begin(this);
  }

  void close() {
    closed = true;
    requests.cancel(this);
  }

  @Override
  boolean submit(Ring ring, long data) {
    return ring.pollAgainAndAgain(counter.descriptor(), data);
  }

  @Override
  void completed(int result, int flags) {
    // Nothing to do: the wait has ended. Begun again, since Linux ends such a request when its
    // completions overflow.
    if (!closed && !isUnderWay()) {
      begin();
    }
  }
}
