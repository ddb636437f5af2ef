package dev.gonzo.carrier;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The carrier that this JVM uses: the one named by {@code -Dgonzo.carrier}, else the fast one, else
 * the slow one if the JVM was started without the flags that the fast one needs. Decided once, when
 * the first coroutine is created or the choice is first read, and not when the names are listed;
 * until then a program may set the property.
 */
final class CarrierChoice {
  static final String SCHEDULER = "scheduler";
  static final String BATON = "baton";

  private static final String ASKED =
      System.getProperty("gonzo.carrier", "").toLowerCase(Locale.ROOT);
  private static final Optional<String> LACKING =
      ASKED.equals(BATON) ? Optional.empty() : VirtualThreads.whyUnavailable();

  /** A constant, so that reading it costs nothing. */
  static final boolean IS_BATON = ASKED.equals(BATON) || (ASKED.isEmpty() && LACKING.isPresent());

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private CarrierChoice() {}

  static String name() {
    return IS_BATON ? BATON : SCHEDULER;
  }

  /**
   * Throws if the requested carrier is unknown or unavailable, and prints one line, once, if a
   * missing flag forces the slower one.
   */
  static void check() {
    if (IS_BATON) {
      if (LACKING.isPresent() && SAID.compareAndSet(false, true)) {
        System.err.println(MissingFlag.line(LACKING.get()));
      }
      return;
    }
    if (!ASKED.isEmpty() && !ASKED.equals(SCHEDULER)) {
      throw new IllegalStateException(unknown(ASKED));
    }
    String why = LACKING.orElse(null);
    if (why != null) {
      throw new IllegalStateException(MissingFlag.message(why));
    }
  }

  static String unknown(String name) {
    return "there is no carrier called '"
        + name
        + "': choose "
        + String.join(" or ", Carrier.names());
  }
}
