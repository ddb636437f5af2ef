package dev.gonzo.cli.history;

import dev.gonzo.sim.world.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event of a history.
 *
 * @param number its number, from 1
 * @param nanos the simulated time at which it happens, since the run began
 * @param host the name of its host; {@link Subject#NO_HOST} for several or none
 * @param topic a task as {@code name#id}, or what else it is about
 * @param text what happens
 */
record TraceEvent(long number, long nanos, String host, String topic, String text) {
  private static final Pattern LINE =
      Pattern.compile(" *(\\d{1,18}) +(\\d{1,9})\\.(\\d{9}) +(\\S+) +(\\S+) +(.*)");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  /** Reads a line; empty if it is none of a trace. */
  static Optional<TraceEvent> parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(parts.group(2));
    return Optional.of(
        new TraceEvent(
            Long.parseLong(parts.group(1)),
            seconds * NANOS_A_SECOND + Long.parseLong(parts.group(3)),
            unescaped(parts.group(4)),
            unescaped(parts.group(5)),
            unescaped(parts.group(6))));
  }

  private static String unescaped(String text) {
    if (text.equals("\"\"")) {
      return "";
    }
    return text.indexOf('\\') < 0
        ? text
        : ESCAPE
            .matcher(text)
            .replaceAll(each -> Matcher.quoteReplacement(character(each.group())));
  }

  private static String character(String escape) {
    return switch (escape.charAt(1)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 's' -> " ";
      case 'u' ->
          escape.length() > 2
              ? String.valueOf((char) Integer.parseInt(escape.substring(2), 16))
              : escape;
      default -> escape.substring(1);
    };
  }

  /** Whether it is about a task. */
  boolean isOfTask() {
    return topic.indexOf('#') >= 0;
  }

  boolean isFault() {
    return topic.equals(Subject.FAULT);
  }

  boolean isOfPacket() {
    return topic.equals(Subject.PACKET);
  }

  boolean hasHost() {
    return !host.equals(Subject.NO_HOST);
  }

  /** Its time, in seconds. */
  String time() {
    return "%d.%09d s".formatted(nanos / NANOS_A_SECOND, nanos % NANOS_A_SECOND);
  }

  /** The event as a sentence without its full stop, such as {@code the task a#1 of b runs}. */
  String sentence() {
    if (isOfTask()) {
      return "the task " + topic + " of " + host + " " + text;
    }
    String where = hasHost() ? host + ": " : "";
    return switch (topic) {
      case Subject.FAULT -> "a fault: " + where + text;
      case Subject.PACKET, Subject.HOST -> host + " " + text;
      default -> where + text;
    };
  }
}
