package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The timeouts of the JDK's sockets, by deadlines on the kernel's clock. */
final class TimeLimit {
  private TimeLimit() {}

  /**
   * Runs a body with a timeout. Suspends where the body does.
   *
   * @param millis the timeout in milliseconds; zero for none
   * @param late the message if it expires
   * @throws SocketTimeoutException if the deadline passes, or {@link Deadline#expire} was called
   * @throws IOException if the body throws it
   */
  @Async
  static <T> T within(int millis, String late, Deadline.Body<T, IOException> body)
      throws IOException {
    Duration limit = millis == 0 ? null : Duration.ofMillis(millis);
    try {
      return Gonzo.timeoutAfter(limit, body);
    } catch (DeadlineExceededException expired) {
      var timeout = new SocketTimeoutException(late);
      timeout.initCause(expired);
      throw timeout;
    }
  }
}
