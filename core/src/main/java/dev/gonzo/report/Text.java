package dev.gonzo.report;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.IntPredicate;
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
   * Makes a text safe to show in one line: characters that move the cursor, end the line, change
   * the direction of writing or are invisible are replaced by escapes, such as {@code \\u001b}.
   * Names of tasks may come from a peer, and a terminal obeys what is in them.
   *
   * @param text any text
   * @return the text, in which each character can be seen
   */
  public static String visible(String text) {
    return isPlain(text) ? text : escaped(text, Text::isVisible);
  }

  /**
   * Makes a text of several lines safe to show, as {@link #visible} does for one.
   *
   * @param text any text
   * @return the text, in which each character but line feeds and tabs can be seen
   */
  public static String visibleLines(String text) {
    return isPlain(text)
        ? text
        : escaped(text, each -> each == '\n' || each == '\t' || isVisible(each));
  }

  private static String escaped(String text, IntPredicate isShown) {
    if (text.codePoints().allMatch(isShown)) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(each -> {
          if (isShown.test(each)) {
            shown.appendCodePoint(each);
          } else if (each == '\n') {
            shown.append("\\n");
          } else {
            String escape = Character.isBmpCodePoint(each) ? "\\u%04x" : "\\u{%x}";
            shown.append(escape.formatted(each));
          }
        });
    return shown.toString();
  }

  /** The usual case, found without an object, since each named task asks. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * {@return the stack trace with all causes; only its own frames if printing the exception fails}
   *
   * @param throwable the exception
   */
  public static String stackTraceOf(Throwable throwable) {
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
