package dev.gonzo.sim.search;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What two failures have in common that are the same bug: the type of the exception, and the first
 * line of its message without what differs from run to run, such as numbers and quoted values.
 *
 * @param name the type and the line
 */
public record FailureClass(String name) {
  private static final int MOST = 300;

  /** The hexadecimal number after the name of a class, in {@code Object.toString()}. */
  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+\\b");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|(?<!\\w)'[^']*'(?!\\w)");
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-f]{7,}|[0-9]+");

  /**
   * Returns the class of a failure.
   *
   * @param failure what was thrown
   * @return its class
   */
  public static FailureClass of(Throwable failure) {
    String line = normal(firstLine(message(failure)));
    return new FailureClass(
        failure.getClass().getName()
            + (line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), MOST))));
  }

  private static @Nullable String message(Throwable failure) {
    try {
      return failure.getMessage();
    } catch (RuntimeException | Error unreadable) {
      return null;
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.strip().lines().findFirst().orElse("");
  }

  private static String normal(String line) {
    String plain = IDENTITY.matcher(line).replaceAll("@#");
    String unquoted = QUOTED.matcher(plain).replaceAll("'...'");
    return NUMBER.matcher(unquoted).replaceAll("#").strip();
  }

  @Override
  public String toString() {
    return name;
  }
}
