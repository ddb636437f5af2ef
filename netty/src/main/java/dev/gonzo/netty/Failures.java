package dev.gonzo.netty;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.SystemMessages;
import dev.gonzo.trap.AcceptRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions for the failures of channels: of the JDK's class, with a message that says what was
 * tried and what to do. Each transport of Netty has its own exceptions, which can only be
 * distinguished by their messages.
 */
final class Failures {
  private static final String NOT_HERE = "Cannot assign requested address";

  private Failures() {}

  static IOException listening(InetSocketAddress address, Throwable failure) {
    String operation = "listen on " + text(address);
    if (failure instanceof BindException
        || says(failure, "Address already in use")
        || says(failure, NOT_HERE)
        || says(failure, "Permission denied")) {
      return caused(
          new BindException(
              message(operation, failure) + SystemMessages.bindingHint(address, failure)),
          failure);
    }
    return during(operation, failure);
  }

  static IOException accepting(Throwable failure) {
    return SystemMessages.isRefusal(failure)
        ? caused(new AcceptRefusedException(message("accept a connection", failure)), failure)
        : during("accept a connection", failure);
  }

  /**
   * Returns an unchecked exception for an event loop that could not be opened, since {@code run}
   * declares no checked one.
   */
  static RuntimeException opening(String name, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (SystemMessages.isTooManyFiles(cause)) {
        IOException full = during("open the event loop of the " + name + " kernel", cause);
        return new UncheckedIOException(full.getMessage(), full);
      }
    }
    return failure;
  }

  /** Returns the exception for a failed connection; a source that was given is bound first. */
  static IOException connecting(
      InetSocketAddress address, @Nullable SocketAddress source, Throwable failure) {
    String from = source instanceof InetSocketAddress internet ? " from " + text(internet) : "";
    String operation = "connect to " + text(address) + from;
    String message = message(operation, failure);
    String hint = source == null ? Hints.NO_FREE_PORT : SystemMessages.bindingHint(source, failure);
    return switch (failure) {
      case ConnectException _ ->
          caused(new ConnectException(message + SystemMessages.connectingHint(failure)), failure);
      case BindException _ -> caused(new BindException(message + hint), failure);
      default ->
          says(failure, NOT_HERE) || hint.equals(Hints.PORT_IN_USE)
              ? caused(new BindException(message + hint), failure)
              : during(operation, failure);
    };
  }

  /** Whether a connection is lost; Netty may wrap the system's failure. */
  static boolean isLoss(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (!SystemMessages.isLoss(cause)) {
        return false;
      }
    }
    return true;
  }

  static IOException during(String operation, Throwable failure) {
    if (SystemMessages.isTooManyFiles(failure)) {
      return caused(new TooManyOpenFilesException("cannot " + operation), failure);
    }
    String message = message(operation, failure);
    return SystemMessages.isNoRoute(failure)
        ? caused(new NoRouteToHostException(message + Hints.NO_ROUTE), failure)
        : caused(new SocketException(message), failure);
  }

  private static boolean says(Throwable failure, String words) {
    String message = failure.getMessage();
    return message != null
        && message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
  }

  static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static String message(String operation, Throwable failure) {
    String message = failure.getMessage();
    return "cannot "
        + operation
        + ": "
        + (message == null ? failure.getClass().getSimpleName() : message);
  }

  private static <T extends IOException> T caused(T mine, Throwable failure) {
    mine.initCause(failure);
    return mine;
  }
}
