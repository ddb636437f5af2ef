package dev.gonzo.stream;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of a transfer had happened when it was cut off, by a failure or a cancellation. Whatever
 * cut it off carries one among its suppressed exceptions.
 *
 * <pre>{@code
 * } catch (IOException failure) {
 *   long sent = CutOff.bytes(failure).orElse(0);
 * }</pre>
 */
public final class CutOff extends Exception {
  private static final long serialVersionUID = 1;

  /** How many bytes had been transferred. */
  private final long bytes;

  private CutOff(long bytes) {
    super("cut off after " + bytes + " bytes", null, false, false);
    this.bytes = bytes;
  }

  /**
   * Tells how much had happened. It looks at what was thrown, and then at its causes: the {@link
   * dev.gonzo.DeadlineExceededException} of a block that did not end in time, and the exception of
   * a join for a task that failed, wrap what has cut the transfer off.
   *
   * @param thrown what was thrown
   * @return how many bytes were transferred; empty if it does not say so
   */
  public static OptionalLong bytes(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (@Nullable Throwable next = thrown;
        next != null && seen.add(next);
        next = next.getCause()) {
      OptionalLong noted = notedIn(next);
      if (noted.isPresent()) {
        return noted;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong notedIn(Throwable thrown) {
    return Arrays.stream(thrown.getSuppressed())
        .filter(CutOff.class::isInstance)
        .mapToLong(cutOff -> ((CutOff) cutOff).bytes)
        .findFirst();
  }

  /**
   * Lets what cuts a transfer off say how much had happened, unless it does already. For sinks.
   *
   * @param thrown what cuts it off
   * @param bytes how many were transferred
   */
  public static void note(Throwable thrown, long bytes) {
    if (notedIn(thrown).isEmpty()) {
      thrown.addSuppressed(new CutOff(bytes));
    }
  }
}
