package dev.gonzo.kernel.driver.nio;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.driver.Hints;
import dev.gonzo.kernel.driver.SystemMessages;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.BacklogFullException;
import dev.gonzo.trap.UnixAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions for the failures of channels: of the JDK's class, with a message that says what was
 * tried and what to do.
 */
final class Failures {
  private Failures() {}

  static IOException listening(SocketAddress address, IOException failure) {
    return notBound("listen on " + Addresses.text(address), address, failure);
  }

  static IOException accepting(IOException failure) {
    return SystemMessages.isRefusal(failure)
        ? caused(new AcceptRefusedException(message("accept a connection", failure)), failure)
        : during("accept a connection", failure);
  }

  static IOException binding(SocketAddress address, IOException failure) {
    return notBound("bind to " + Addresses.text(address), address, failure);
  }

  private static IOException notBound(
      String operation, SocketAddress address, IOException failure) {
    if (!(failure instanceof BindException)) {
      return during(operation, failure);
    }
    String hint = SystemMessages.bindingHint(address, failure);
    return caused(new BindException(message(operation, failure) + hint), failure);
  }

  static IOException connecting(SocketAddress address, IOException failure) {
    String message = message("connect to " + Addresses.text(address), failure);
    return switch (failure) {
      case ConnectException _ ->
          caused(new ConnectException(message + SystemMessages.connectingHint(failure)), failure);
      case BindException _ when !SystemMessages.isNotAllowed(failure) ->
          caused(new BindException(message + Hints.NO_FREE_PORT), failure);
      case SocketException _ when address instanceof UnixAddress ->
          connectingUnix(message, failure);
      default -> during("connect to " + Addresses.text(address), failure);
    };
  }

  /**
   * Returns the exception for a failed Unix connection, by the system's message, since the JDK has
   * no classes for these failures.
   */
  private static IOException connectingUnix(String message, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("No such file")) {
      return caused(new ConnectException(message + Hints.NO_SUCH_SOCKET), failure);
    } else if (said.contains("temporarily unavailable")) {
      return caused(new BacklogFullException(message), failure);
    } else if (said.contains("wrong type for socket")) {
      return caused(new ProtocolException(message), failure);
    }
    return caused(new SocketException(message), failure);
  }

  static IOException during(String operation, IOException failure) {
    if (SystemMessages.isTooManyFiles(failure)) {
      return caused(new TooManyOpenFilesException("cannot " + operation), failure);
    }
    String message = message(operation, failure);
    return SystemMessages.isNoRoute(failure)
        ? caused(new NoRouteToHostException(message + Hints.NO_ROUTE), failure)
        : caused(new SocketException(message), failure);
  }

  static IOException outputShut(String operation, IOException failure) {
    return caused(new SocketException("cannot " + operation + Hints.OUTPUT_SHUT), failure);
  }

  /** Closes a resource that was opened before a failure. */
  static void closeAfter(IOException failure, @Nullable Closeable opened) {
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException another) {
        failure.addSuppressed(another);
      }
    }
  }

  static String peer(SocketChannel channel) {
    try {
      return Addresses.text(Addresses.fromJdk(channel.getRemoteAddress()));
    } catch (IOException gone) {
      return "a peer that is gone";
    }
  }

  private static String message(String operation, IOException failure) {
    return "cannot " + operation + ": " + failure.getMessage();
  }

  private static <T extends IOException> T caused(T mine, IOException failure) {
    mine.initCause(failure);
    return mine;
  }
}
