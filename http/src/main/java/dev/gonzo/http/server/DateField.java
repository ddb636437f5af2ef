package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Header;
import java.time.Instant;

/** The field {@code date} (RFC 9110, section 6.6.1), made once per second. For one kernel. */
final class DateField {
  private long second = Long.MIN_VALUE;
  private Header field = new Header("date", "");

  @Async(Suspension.NEVER)
  Header now() {
    Instant now = Environment.wallTime();
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      field = new Header("date", HttpDate.format(now));
    }
    return field;
  }
}
