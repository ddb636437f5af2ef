package dev.gonzo;

import dev.gonzo.inbox.Inbox;
import org.jspecify.annotations.Nullable;

/** A loop that counts as the library's, because its class is no test. */
final class ValueLoop {
  private ValueLoop() {}

  /** Takes values until the end, and returns the last cancellation that arrived meanwhile. */
  static @Nullable Cancelled arrivedUntilTheEnd(Inbox<String> inbox) {
    Cancelled arrived = null;
    while (true) {
      try {
        inbox.await();
      } catch (Cancelled cancelled) {
        arrived = cancelled;
      }
      if ("end".equals(inbox.poll())) {
        return arrived;
      }
    }
  }
}
