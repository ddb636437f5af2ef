package dev.gonzo.report;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * The text of objects that Gonzo did not write. Their {@code toString()} and {@code getMessage()}
 * may throw anything, and what reports them must not fail because of that.
 */
public final class Text {
  private Text() {}

  /**
   * {@return what an object says of itself; the name of its class if it cannot be asked} Never
   * throws, except for a {@code null} that {@code String.valueOf} would show as well.
   *
   * @param described the object, such as the exception that a task has thrown
   */
  public static String of(@Nullable Object described) {
    if (described == null) {
      return "null";
    }
    try {
      return String.valueOf(described);
    } catch (Throwable refused) {
      return unreadable(described, refused);
    }
  }

  /**
   * {@return an exception's message, as {@code getMessage()} says it; if that throws, a text that
   * says so} Never throws.
   *
   * @param throwable the exception
   */
  public static @Nullable String messageOf(Throwable throwable) {
    try {
      return throwable.getMessage();
    } catch (Throwable refused) {
      return unreadable(throwable, refused);
    }
  }

  /**
   * {@return the stack trace with all causes; only its own frames if the exception cannot print
   * itself}
   *
   * @param throwable the exception
   */
  static String stackTraceOf(Throwable throwable) {
    try {
      var text = new StringWriter();
      throwable.printStackTrace(new PrintWriter(text));
      return text.toString();
    } catch (Throwable refused) {
      var text = new StringBuilder(unreadable(throwable, refused));
      for (StackTraceElement frame : throwable.getStackTrace()) {
        text.append("\n\tat ").append(frame);
      }
      return text.append('\n').toString();
    }
  }

  private static String unreadable(Object described, Throwable refused) {
    return described.getClass().getName()
        + " (its text cannot be read: "
        + refused.getClass().getName()
        + ")";
  }
}
