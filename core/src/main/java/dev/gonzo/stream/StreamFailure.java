package dev.gonzo.stream;

import dev.gonzo.Cancelled;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stream a failure comes from. What a socket or a TLS stream throws carries one among its
 * suppressed exceptions, and so does what an {@link Input} throws about the bytes that have come.
 *
 * <p>That is how a server tells the failures of a client's own connection, which it logs at DEBUG,
 * from those of a file, a database or another connection, which it logs at WARNING with their
 * stack.
 *
 * <pre>{@code
 * } catch (IOException failure) {
 *   if (StreamFailure.isOf(failure, client)) return; // the client has gone
 *   throw failure;
 * }</pre>
 */
public final class StreamFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Object stream;

  private StreamFailure(Object stream) {
    super("at " + stream, null, false, false);
    this.stream = stream;
  }

  /**
   * Lets a failure say which stream it comes from, unless it does already. For streams.
   *
   * <p>Never suspends.
   *
   * @param thrown the failure
   * @param stream the stream that throws it
   */
  public static void note(Throwable thrown, Object stream) {
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof StreamFailure noted && noted.stream == stream) {
        return;
      }
    }
    thrown.addSuppressed(new StreamFailure(stream));
  }

  /**
   * Tells whether a failure comes from one stream and from nothing else: it was thrown by that
   * stream, or has a cause that was, and it suppresses no failure from elsewhere.
   *
   * <p>Never suspends.
   *
   * @param thrown the failure, or an exception that wraps it
   * @param stream the stream
   * @return whether it does; false where it cannot be told
   */
  public static boolean isOf(Throwable thrown, Object stream) {
    return isOf(thrown, stream, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean isOf(Throwable thrown, Object stream, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return false; // a circle of causes
    }
    boolean noted = false;
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof StreamFailure failure) {
        noted |= failure.stream == stream;
      } else if (!(suppressed instanceof CutOff || suppressed instanceof Cancelled)
          && !isOf(suppressed, stream, seen)) {
        return false;
      }
    }
    Throwable cause = thrown.getCause();
    return noted || (cause != null && isOf(cause, stream, seen));
  }
}
