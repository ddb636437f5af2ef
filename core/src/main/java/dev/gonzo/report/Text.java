package dev.gonzo.report;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * The text of objects of user code. Their {@code toString()} and {@code getMessage()} may throw any
 * exception, and a report must not fail because of that.
 */
public final class Text {
  private Text() {}

  /**
   * {@return the result of an object's {@code toString()}; the name of its class if that throws}
   * Never throws. For {@code null} it returns "null".
   *
   * @param described the object, such as the exception that a task has thrown
   */
  public static String of(@Nullable Object described) {
    if (described == null) {
      return "null";
    }
    try {
      return String.valueOf((Object) described.toString()); // which may be null
    } catch (Throwable refused) {
      return unreadable(described, refused);
    }
  }

  /**
   * {@return the result of an exception's {@code getMessage()}; if that throws, a text that says
   * so} Never throws.
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
   * {@return the stack trace with all causes; only its own frames if printing the exception fails}
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
