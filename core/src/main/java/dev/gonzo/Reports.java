package dev.gonzo;

import org.jspecify.annotations.Nullable;

/** Where Gonzo reports what nobody else will: the system logger {@code dev.gonzo}. */
final class Reports {
  private static final System.Logger LOGGER = System.getLogger("dev.gonzo");

  private Reports() {}

  static void warn(String message) {
    LOGGER.log(System.Logger.Level.WARNING, message);
  }

  static void warn(String message, @Nullable Throwable throwable) {
    LOGGER.log(System.Logger.Level.WARNING, message, throwable);
  }
}
