package dev.gonzo.kernel.driver;

import dev.gonzo.trap.UnixAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
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

  private static final List<String> NO_ROUTE =
      List.of("no route to host", "network is unreachable", "network is down");

  private static final List<String> NO_ANSWER = List.of("timed out");

  private static final List<String> IN_USE = List.of("address already in use");

  private static final List<String> NOT_OURS = List.of("assign requested address");

  private static final List<String> NOT_ALLOWED = List.of("permission denied");

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

  /**
   * Whether there is no route to a host, or to its network.
   *
   * @param failure the failure to connect or to send
   * @return whether to throw a {@link NoRouteToHostException}
   */
  public static boolean isNoRoute(Throwable failure) {
    return failure instanceof NoRouteToHostException || says(failure, NO_ROUTE);
  }

  /**
   * Whether the system does not allow it, such as a broadcast address. The JDK has one class for
   * that and for an address that cannot be bound.
   *
   * @param failure the failure to bind or to connect
   * @return whether a permission is missing
   */
  public static boolean isNotAllowed(Throwable failure) {
    return says(failure, NOT_ALLOWED);
  }

  /**
   * Returns what a user can do about a connection that was refused or not answered.
   *
   * @param failure the failure to connect
   * @return the end of a message
   */
  public static String connectingHint(Throwable failure) {
    return says(failure, NO_ANSWER) ? Hints.NO_ANSWER : Hints.NO_SERVER;
  }

  /**
   * Returns what a user can do about an address that could not be bound.
   *
   * @param address the address: a path if it is of a Unix socket
   * @param failure the failure to bind
   * @return the end of a message; empty if there is no advice
   */
  public static String bindingHint(SocketAddress address, Throwable failure) {
    boolean isFile = address instanceof UnixAddress;
    if (says(failure, IN_USE)) {
      return isFile ? Hints.FILE_IN_USE : Hints.PORT_IN_USE;
    } else if (says(failure, NOT_OURS)) {
      return Hints.NOT_OURS;
    } else if (isNotAllowed(failure)) {
      return isFile ? Hints.FILE_NOT_ALLOWED : Hints.PORT_NOT_ALLOWED;
    }
    return "";
  }

  private static boolean says(Throwable failure, List<String> phrases) {
    String message = failure.getMessage();
    return message != null && phrases.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains);
  }
}
