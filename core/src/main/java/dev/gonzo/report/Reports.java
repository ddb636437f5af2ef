package dev.gonzo.report;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The one place where Gonzo logs: what no caller is there to receive. The logger is {@code
 * dev.gonzo}.
 *
 * <p>Users choose where logs go, so their code runs here: a handler may find its disk full, or its
 * socket closed. It is called in the middle of the kernel's work, and so nothing that it throws
 * gets any further: the report goes to the standard error instead.
 */
public final class Reports {
  private static final String NAME = "dev.gonzo";
  private static final Reports OF_GONZO = new Reports(NAME);

  private final String name;
  // Null until the first report that finds a logger: to look for one runs users' code as well.
  private volatile @Nullable Logger logger;

  private Reports(String name) {
    this.name = name;
  }

  /**
   * Reports something that a user has to know.
   *
   * @param message what has happened, and what to do about it
   */
  public static void warn(String message) {
    OF_GONZO.log(Level.WARNING, message, null);
  }

  /**
   * Reports a failure that nobody receives.
   *
   * @param message what has happened, and what to do about it
   * @param failure with its stack trace; null for none
   */
  public static void warn(String message, @Nullable Throwable failure) {
    OF_GONZO.log(Level.WARNING, message, failure);
  }

  /**
   * Reports a failure that makes the program useless.
   *
   * @param message what has happened, and what to do about it
   * @param failure with its stack trace; null for none
   */
  public static void error(String message, @Nullable Throwable failure) {
    OF_GONZO.log(Level.ERROR, message, failure);
  }

  /**
   * {@return the reports of a part of Gonzo that has a logger of its own}
   *
   * @param part its name, for example {@code net}: its logger is {@code dev.gonzo.net}
   */
  public static Reports of(String part) {
    return new Reports(NAME + "." + part);
  }

  /**
   * Logs something. Never throws.
   *
   * @param level how important it is
   * @param message what has happened, and what to do about it
   * @param failure with its stack trace; null for none
   */
  public void log(Level level, String message, @Nullable Throwable failure) {
    try {
      logger().log(level, message, failure);
    } catch (Throwable refused) {
      toStandardError(level, message, failure, refused);
    }
  }

  /**
   * {@return whether something of this importance is logged at all} Never throws.
   *
   * @param level how important it is
   */
  public boolean isLogged(Level level) {
    try {
      return logger().isLoggable(level);
    } catch (Throwable refused) {
      return level.compareTo(Level.WARNING) >= 0;
    }
  }

  private Logger logger() {
    Logger known = logger;
    if (known == null) {
      known = System.getLogger(name);
      logger = known;
    }
    return known;
  }

  private void toStandardError(
      Level level, String message, @Nullable Throwable failure, Throwable refused) {
    try {
      if (level.compareTo(Level.WARNING) < 0) {
        return;
      }
      System.err.println(
          level
              + " "
              + name
              + ": "
              + message
              + (failure == null ? "" : "\n" + Text.stackTraceOf(failure))
              + "\n(the logging system failed: "
              + Text.of(refused)
              + ")");
    } catch (Throwable noMeansLeft) {
      // Neither a logger nor a standard error, or no memory for the text: the kernel goes on.
    }
  }
}
