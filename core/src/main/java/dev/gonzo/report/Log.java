package dev.gonzo.report;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only place where Gonzo logs: failures that cannot be thrown to a caller. The logger is {@code
 * dev.gonzo}.
 *
 * <p>Users choose where logs go, so their code runs here: a handler may find its disk full or its
 * socket closed. It is called in the middle of the kernel's work, so its exceptions are caught
 * here, and the report goes to the standard error instead.
 */
public final class Log {
  private static final String NAME = "dev.gonzo";
  private static final Log OF_GONZO = new Log(NAME);

  // Whose reports are discarded; null for none.
  private static volatile @Nullable BooleanSupplier discarded;

  private final String name;
  // Null until the first report that finds a logger, because looking for one runs users' code too.
  private volatile @Nullable Logger logger;

  private Log(String name) {
    this.name = name;
  }

  /**
   * Logs a warning.
   *
   * @param message what has happened, and what to do about it
   */
  public static void warn(String message) {
    OF_GONZO.log(Level.WARNING, message, null);
  }

  /**
   * Logs a warning with a failure that cannot be thrown to a caller.
   *
   * @param message what has happened, and what to do about it
   * @param failure the failure to log with its stack trace; null for none
   */
  public static void warn(String message, @Nullable Throwable failure) {
    OF_GONZO.log(Level.WARNING, message, failure);
  }

  /**
   * Logs an error: a failure after which the program cannot work.
   *
   * @param message what has happened, and what to do about it
   * @param failure the failure to log with its stack trace; null for none
   */
  public static void error(String message, @Nullable Throwable failure) {
    OF_GONZO.log(Level.ERROR, message, failure);
  }

  /**
   * Discards what some code logs, from now on.
   *
   * @param which returns whether the calling code is meant; must not throw. Null for none
   */
  public static void discard(@Nullable BooleanSupplier which) {
    discarded = which;
  }

  /**
   * {@return the reports of a part of Gonzo that has its own logger}
   *
   * @param part the name of the part; for {@code net}, the logger is {@code dev.gonzo.net}
   */
  public static Log of(String part) {
    var reports = new Log(NAME + "." + part);
    reports.find();
    return reports;
  }

  /**
   * Finds the logger ahead of the first report, so that handlers that a program has added to it are
   * kept: {@code java.util.logging} forgets a logger that is not referenced, with its handlers, at
   * the next garbage collection. Never throws.
   */
  public static void prepare() {
    OF_GONZO.find();
  }

  /** {@return whether the logger is found, so that {@link #prepare} has nothing left to do} */
  public static boolean isPrepared() {
    return OF_GONZO.logger != null;
  }

  private void find() {
    boolean _ = isLogged(Level.WARNING);
  }

  /**
   * Logs a message. Never throws.
   *
   * @param level the level
   * @param message what has happened, and what to do about it
   * @param failure the failure to log with its stack trace; null for none
   */
  public void log(Level level, String message, @Nullable Throwable failure) {
    BooleanSupplier unwanted = discarded;
    if (unwanted != null && unwanted.getAsBoolean()) {
      return;
    }
    try {
      logger().log(level, message, failure);
    } catch (Throwable refused) {
      toStandardError(level, message, failure, refused);
    }
  }

  /**
   * {@return whether messages of a level are logged} Never throws.
   *
   * @param level the level
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
      // Neither a logger nor a standard error, or no memory for the text: the kernel continues.
    }
  }
}
