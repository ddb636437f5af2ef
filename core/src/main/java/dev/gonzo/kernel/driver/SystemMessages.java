package dev.gonzo.kernel.driver;

import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;

/**
 * What a failure means, by the system's message in it: the JDK and Netty have no classes for these
 * failures, and pass the system's message on.
 */
public final class SystemMessages {
  private static final List<String> REFUSAL =
      List.of(
          "cannot allocate memory",
          "no buffer space available",
          "operation not permitted",
          "operation not supported");

  private static final List<String> PEERS_FAULT =
      List.of(
          "connection abort",
          "protocol error",
          "protocol not available",
          "not on the network",
          "network is down",
          "host is down",
          "no route to host",
          "network is unreachable",
          "connection timed out");

  private static final List<String> NO_LOSS =
      List.of("broken pipe", "cannot allocate memory", "no buffer space available");

  private static final List<String> TOO_MANY_FILES = List.of("too many open files");

  private SystemMessages() {}

  /**
   * Whether a connection failed before it was accepted; the next one may be good (accept(2)).
   *
   * @param failure the failure to accept
   * @return whether to accept the next one
   */
  public static boolean isPeersFault(Throwable failure) {
    return says(failure, PEERS_FAULT);
  }

  /**
   * Whether the system refuses to accept a connection now, and may allow it later.
   *
   * @param failure the failure to accept
   * @return whether a later attempt may succeed
   */
  public static boolean isRefusal(Throwable failure) {
    return says(failure, REFUSAL);
  }

  /**
   * Whether a connection is lost, so that bytes of the peer may be missing. A broken pipe is no
   * such failure: our output is shut down, or the peer had closed its own before it was lost.
   *
   * @param failure the failure to receive or to send
   * @return whether the end of the input, if it comes next, is not the end of what the peer sent
   */
  public static boolean isLoss(Throwable failure) {
    return !(failure instanceof ClosedChannelException) && !says(failure, NO_LOSS);
  }

  /**
   * Whether no descriptor is left.
   *
   * @param failure the failure
   * @return whether too many files are open
   */
  public static boolean isTooManyFiles(Throwable failure) {
    return says(failure, TOO_MANY_FILES);
  }

  private static boolean says(Throwable failure, List<String> phrases) {
    String message = failure.getMessage();
    return message != null && phrases.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains);
  }
}
