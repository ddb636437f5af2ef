package dev.gonzo.junit;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.Log;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Names the flags of the JVM that Gonzo needs to be fast, as lines for the files of Maven and
 * Gradle that start the JVM of the tests.
 */
final class MissingFlags {
  private static final String FAST = "scheduler";
  private static final String CHOICE = "gonzo.carrier";
  private static final AtomicBoolean NAMED = new AtomicBoolean();

  private static final String LINES =
      """
      With Maven, add this line to the <configuration> of maven-surefire-plugin:
        <argLine>--add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED</argLine>
      With Gradle, add this line to tasks.test:
        jvmArgs("--add-opens", "java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED")\
      """;

  private MissingFlags() {}

  /**
   * Logs the lines once if the flags are missing and Gonzo is slower for that.
   *
   * @throws IllegalStateException if the carrier that needs the flags was chosen explicitly
   */
  static void name() {
    Optional<String> why = Kernels.whyCarrierUnavailable(FAST);
    String chosen = System.getProperty(CHOICE);
    if (why.isEmpty() || (chosen != null && !chosen.equals(FAST))) {
      return;
    }
    if (chosen != null) {
      throw new IllegalStateException(message(why.get(), "run the tests"));
    }
    if (NAMED.compareAndSet(false, true)) {
      Log.warn(message(why.get(), "run the tests on its fast carrier"));
    }
  }

  /** The message for a reason. */
  static String message(String why, String what) {
    return "Gonzo cannot %s in this JVM: %s.%n%s".formatted(what, why, LINES);
  }
}
