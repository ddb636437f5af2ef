package dev.gonzo.http.server;

import dev.gonzo.Environment;
import dev.gonzo.http.engine.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What identifies a version of a resource, and the conditions of requests on it (RFC 9110, sections
 * 8.8 and 13).
 *
 * @param entityTag the tag with its quotes, and {@code W/} before them if it is weak
 * @param modified when it was changed, in whole seconds
 */
record Validators(String entityTag, Instant modified) {
  /** What a condition leads to. */
  enum Verdict {
    /** The request is answered as if it had no condition. */
    PROCEED,
    /** 304. */
    NOT_MODIFIED,
    /** 412. */
    FAILED
  }

  /**
   * How long ago a file must have been changed for its time to be a strong validator: it may change
   * twice between two ticks of the file system's clock.
   */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** The validators of a file with a size and a time of change. */
  static Validators ofFile(Instant modified, long size) {
    String tag = "\"%x-%x-%x\"".formatted(modified.getEpochSecond(), modified.getNano(), size);
    boolean isSettled = modified.isBefore(Environment.wallTime().minus(SETTLED));
    return new Validators(isSettled ? tag : "W/" + tag, modified.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Evaluates the conditions of a GET or HEAD, in the order of RFC 9110, section 13.2.2. */
  Verdict evaluate(Headers request) {
    List<String> match = request.all("if-match");
    if (!match.isEmpty()) {
      if (!contains(match, true)) {
        return Verdict.FAILED;
      }
    } else {
      Optional<Instant> unmodified = date(request, "if-unmodified-since");
      if (unmodified.isPresent() && modified.isAfter(unmodified.get())) {
        return Verdict.FAILED;
      }
    }
    List<String> noneMatch = request.all("if-none-match");
    if (!noneMatch.isEmpty()) {
      return contains(noneMatch, false) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }
    Optional<Instant> since = date(request, "if-modified-since");
    return since.isPresent() && !modified.isAfter(since.get())
        ? Verdict.NOT_MODIFIED
        : Verdict.PROCEED;
  }

  /** Whether a range may be sent: the client has a part of the same version, or did not ask. */
  boolean permitRange(Headers request) {
    Optional<String> condition = request.first("if-range");
    if (condition.isEmpty()) {
      return true;
    }
    String value = condition.get();
    if (value.endsWith("\"")) {
      return !isWeak(entityTag) && value.equals(entityTag);
    }
    return !isWeak(entityTag) && value.equals(HttpDate.format(modified));
  }

  private static Optional<Instant> date(Headers request, String name) {
    // Several are no date, and so ignored.
    List<String> values = request.all(name);
    return values.size() == 1
        ? HttpDate.parse(values.getFirst(), Environment.wallTime())
        : Optional.empty();
  }

  /** Whether lists of tags contain this one; a weak tag is like no other if the comparison is. */
  private boolean contains(List<String> fields, boolean isStrong) {
    for (String field : fields) {
      if (field.equals("*")) {
        return true;
      }
      // Tags can contain commas, but ours does not.
      for (String part : field.split(",", -1)) {
        String tag = part.strip();
        boolean isSame =
            isStrong
                ? !isWeak(tag) && tag.equals(entityTag)
                : opaque(tag).equals(opaque(entityTag));
        if (isSame) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWeak(String tag) {
    return tag.startsWith("W/");
  }

  private static String opaque(String tag) {
    return isWeak(tag) ? tag.substring(2) : tag;
  }
}
