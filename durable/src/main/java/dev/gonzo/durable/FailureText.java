package dev.gonzo.durable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A failure as text. Exceptions are recorded so, because the process that reads the journal may
 * have other classes than the one that wrote it.
 *
 * @param type the name of the exception's class
 * @param message its message, maybe shortened; empty if it has none
 * @param trace its stack trace with its causes, maybe shortened
 */
public record FailureText(String type, String message, String trace) {
  private static final int MOST_MESSAGE = 2_000;
  private static final int MOST_TRACE = 8_000;

  /**
   * {@return the text of an exception}
   *
   * @param failure the exception
   */
  public static FailureText of(Throwable failure) {
    String type = failure.getClass().getName();
    return new FailureText(
        type,
        shorten(text(() -> failure.getMessage(), ""), MOST_MESSAGE),
        shorten(text(() -> trace(failure), type), MOST_TRACE));
  }

  private static String trace(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** An exception may throw another one when it is asked for its text. */
  private static String text(Supplier<@Nullable String> source, String otherwise) {
    try {
      String text = source.get();
      return text == null ? otherwise : text;
    } catch (Throwable broken) {
      return "(its text cannot be made: " + broken.getClass().getName() + ")";
    }
  }

  private static String shorten(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + " ...";
  }

  @Override
  public String toString() {
    return message.isEmpty() ? type : type + ": " + message;
  }
}
