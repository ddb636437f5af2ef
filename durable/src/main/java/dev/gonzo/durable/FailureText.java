package dev.gonzo.durable;

import java.io.PrintWriter;
import java.io.StringWriter;

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
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    String message = failure.getMessage();
    return new FailureText(
        failure.getClass().getName(),
        message == null ? "" : shorten(message, MOST_MESSAGE),
        shorten(trace.toString(), MOST_TRACE));
  }

  private static String shorten(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + " ...";
  }

  @Override
  public String toString() {
    return message.isEmpty() ? type : type + ": " + message;
  }
}
