package dev.gonzo.stream;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The number of bytes that a transfer had moved before a failure or a cancellation ended it. The
 * exception that ended it carries a {@code PartialTransferException} among its suppressed
 * exceptions.
 *
 * <pre>{@code
 * } catch (IOException failure) {
 *   long sent = PartialTransferException.bytes(failure).orElse(0);
 * }</pre>
 */
public final class PartialTransferException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The number of bytes transferred. */
  private final long bytes;

  private PartialTransferException(long bytes) {
    super("cut off after " + bytes + " bytes", null, false, false);
    this.bytes = bytes;
  }

  /**
   * Returns how much of a transfer had happened. It searches the exception and its causes, because
   * the exception that ended the transfer may be wrapped in another one: in a {@link
   * dev.gonzo.DeadlineExceededException}, or in the exception of a join.
   *
   * @param thrown the exception
   * @return the number of bytes transferred; empty if the exception carries no {@code
   *     PartialTransferException}
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
        .filter(PartialTransferException.class::isInstance)
        .mapToLong(cutOff -> ((PartialTransferException) cutOff).bytes)
        .findFirst();
  }

  /**
   * Adds a {@code PartialTransferException} to an exception, unless it already carries one. For
   * sinks.
   *
   * @param thrown the exception that ends the transfer
   * @param bytes the number of bytes transferred
   */
  public static void note(Throwable thrown, long bytes) {
    if (notedIn(thrown).isEmpty()) {
      thrown.addSuppressed(new PartialTransferException(bytes));
    }
  }
}
