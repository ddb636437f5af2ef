package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.Ring;

/** Ends the wait when another thread says so. */
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
    // That the wait has ended is all that there is to it. Linux gives up such a request when its
    // completions overflow.
    if (!closed && !isUnderWay()) {
      begin();
    }
  }
}
