package dev.gonzo.http.server;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Times in fields, in the preferred form and the two obsolete ones (RFC 9110, section 5.6.7). */
final class HttpDate {
  private static final DateTimeFormatter PREFERRED =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH);

  /** How far in the future a year of two digits may be. */
  private static final int FUTURE_YEARS = 50;

  private HttpDate() {}

  static String format(Instant time) {
    return PREFERRED.format(time.atOffset(ZoneOffset.UTC));
  }

  /**
   * Reads a time; empty if it is none.
   *
   * @param now the current time, to which a year of two digits is close
   */
  static Optional<Instant> parse(String text, Instant now) {
    for (DateTimeFormatter format : List.of(PREFERRED, ASCTIME, rfc850(now))) {
      try {
        return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException another) {
        // Perhaps it has the next form.
      }
    }
    return Optional.empty();
  }

  private static DateTimeFormatter rfc850(Instant now) {
    Year base = Year.of(now.atOffset(ZoneOffset.UTC).getYear() + FUTURE_YEARS - 99);
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, base.getValue())
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }
}
