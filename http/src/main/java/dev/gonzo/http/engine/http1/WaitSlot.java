package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Wait;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last wait of one direction: it stays the same as long as it waits for the same thing. */
final class WaitSlot {
  private @Nullable Wait last;
  private long message;
  private long progress;

  /**
   * Returns a wait: a new one, with the next number, if the reason, the message or the progress is
   * not that of the last.
   */
  Optional<Wait> wait(
      Wait.Reason reason, long message, long progress, Duration limit, long number) {
    if (limit.compareTo(Http1Limits.FOREVER) >= 0) {
      return Optional.empty();
    }
    if (last == null
        || last.reason() != reason
        || this.message != message
        || this.progress != progress) {
      last = new Wait(reason, number, limit);
      this.message = message;
      this.progress = progress;
    }
    return Optional.of(last);
  }
}
