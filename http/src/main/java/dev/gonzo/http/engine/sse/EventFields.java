package dev.gonzo.http.engine.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;

/** The fields of the event that is being received, and those that outlive it. */
final class EventFields {
  /** More digits than a time can need, and fewer than a long has. */
  private static final int MOST_DIGITS = 15;

  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private String type = "";
  private String id = "";
  private String lastId = "";
  private Optional<Duration> retry = Optional.empty();

  /** Takes a line that is neither empty nor a comment. */
  void take(byte[] line, int from, int to) {
    int colon = from;
    while (colon < to && line[colon] != ':') {
      colon++;
    }
    // One space after the colon is no part of the value.
    int start = Math.min(to, colon + 1);
    if (start < to && line[start] == ' ') {
      start++;
    }
    String value = new String(line, start, to - start, UTF_8);
    switch (new String(line, from, colon - from, UTF_8)) {
      case "data" -> {
        if (hasData) {
          data.append('\n');
        }
        data.append(value);
        hasData = true;
      }
      case "event" -> type = value;
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      case "retry" -> takeRetry(value);
      default -> {
        // Unknown fields are ignored.
      }
    }
  }

  private void takeRetry(String value) {
    boolean isNumber =
        !value.isEmpty()
            && value.length() <= MOST_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (isNumber) {
      retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
    }
  }

  /** Ends the event at an empty line. Without data there is none, but its id counts. */
  Optional<ServerSentEvent> dispatch() {
    lastId = id;
    Optional<ServerSentEvent> event =
        hasData
            ? Optional.of(
                new ServerSentEvent(
                    type.isEmpty() ? ServerSentEvent.MESSAGE : type, data.toString(), lastId))
            : Optional.empty();
    data.setLength(0);
    hasData = false;
    type = "";
    return event;
  }

  String lastEventId() {
    return lastId;
  }

  Optional<Duration> retry() {
    return retry;
  }
}
