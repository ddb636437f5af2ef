package dev.gonzo.stream;

import dev.gonzo.Cancelled;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stream that a failure comes from. Exceptions of a socket or a TLS stream carry a {@code
 * StreamFailureException} among their suppressed exceptions, and so do exceptions of an {@link
 * Input} about the received bytes.
 *
 * <p>With this a server distinguishes failures of a client's own connection, which it logs at DEBUG
 * level, from failures of a file, a database or another connection, which it logs at WARNING level
 * with the stack trace.
 *
 * <pre>{@code
 * } catch (IOException failure) {
 *   if (StreamFailureException.isOf(failure, client)) return; // the client is gone
 *   throw failure;
 * }</pre>
 */
public final class StreamFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Object stream;

  private StreamFailureException(Object stream) {
    super("at " + stream, null, false, false);
    this.stream = stream;
  }

  /**
   * Marks a failure as coming from a stream, unless it is already marked. For streams.
   *
   * <p>Never suspends.
   *
   * @param thrown the failure
   * @param stream the stream that throws it
   */
  public static void note(Throwable thrown, Object stream) {
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof StreamFailureException noted && noted.stream == stream) {
        return;
      }
    }
    thrown.addSuppressed(new StreamFailureException(stream));
    switch (stream) {
      // The streams around which these are: a server knows its client by the innermost.
      case Input input -> note(thrown, input.source());
      case IdleLimitedStream limited -> note(thrown, limited.stream());
      default -> {}
    }
  }

  /**
   * Checks whether a failure comes only from the given stream: the failure or one of its causes was
   * thrown by that stream, and it suppresses no failure from elsewhere.
   *
   * <p>Never suspends.
   *
   * @param thrown the failure, or an exception that wraps it
   * @param stream the stream
   * @return whether it comes only from that stream; false if that is unknown
   */
  public static boolean isOf(Throwable thrown, Object stream) {
    return isOf(thrown, stream, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean isOf(Throwable thrown, Object stream, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return false; // a cycle of causes
    }
    boolean noted = false;
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof StreamFailureException failure) {
        noted |= failure.stream == stream;
      } else if (!(suppressed instanceof PartialTransferException
              || suppressed instanceof Cancelled)
          && !isOf(suppressed, stream, seen)) {
        return false;
      }
    }
    Throwable cause = thrown.getCause();
    return noted || (cause != null && isOf(cause, stream, seen));
  }
}
