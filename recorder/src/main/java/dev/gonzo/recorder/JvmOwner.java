package dev.gonzo.recorder;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What decides about the kernels of this JVM: one recorder or one replay, because both replace what
 * tasks read from the JDK and the order of their steps on universal objects. Any thread may use it.
 */
final class JvmOwner {
  private static final AtomicReference<@Nullable String> OWNER = new AtomicReference<>();

  private JvmOwner() {}

  /**
   * Takes the JVM.
   *
   * @param what a recorder or a replay, in a word
   * @throws IllegalStateException if another one has it
   */
  static void take(String what) {
    String other = OWNER.compareAndExchange(null, what);
    if (other != null) {
      throw new IllegalStateException("there is another " + other + " in this JVM: close it first");
    }
  }

  static void giveBack() {
    OWNER.set(null);
  }
}
