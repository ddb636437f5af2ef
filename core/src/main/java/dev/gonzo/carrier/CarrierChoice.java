package dev.gonzo.carrier;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which make of carrier this JVM uses, once for its life: what {@code -Dgonzo.carrier} says, or
 * else the fast one, and the other where the JVM was started without its flags. It is made when the
 * first coroutine is, or when it is asked for, and not by a look at the names: until then a program
 * may set the property.
 */
final class CarrierChoice {
  static final String SCHEDULER = "scheduler";
  static final String BATON = "baton";

  private static final String ASKED =
      System.getProperty("gonzo.carrier", "").toLowerCase(Locale.ROOT);
  private static final Optional<String> LACKING =
      ASKED.equals(BATON) ? Optional.empty() : VirtualThreads.whyUnavailable();

  /** Constant, so that asking costs nothing. */
  static final boolean IS_BATON = ASKED.equals(BATON) || (ASKED.isEmpty() && LACKING.isPresent());

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private CarrierChoice() {}

  static String name() {
    return IS_BATON ? BATON : SCHEDULER;
  }

  /** Refuses what cannot be had, and says once if the slower one was taken for want of a flag. */
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
