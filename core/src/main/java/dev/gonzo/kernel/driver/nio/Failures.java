package dev.gonzo.kernel.driver.nio;

import dev.gonzo.TooManyOpenFilesException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;

/**
 * What a task meets when a channel has failed: the JDK's exception of the same class, with what was
 * tried and what can be done.
 */
final class Failures {
  private Failures() {}

  static IOException listening(InetSocketAddress address, IOException failure) {
    String message = message("listen on " + text(address), failure);
    if (failure instanceof BindException) {
      return caused(
          new BindException(
              message + "; stop the program that holds it, or choose another port or address"),
          failure);
    }
    return during("listen on " + text(address), failure);
  }

  static IOException connecting(InetSocketAddress address, IOException failure) {
    String message = message("connect to " + text(address), failure);
    return switch (failure) {
      case ConnectException _ ->
          caused(
              new ConnectException(
                  message + "; nobody listens there: start the server, or check host and port"),
              failure);
      case NoRouteToHostException _ ->
          caused(
              new NoRouteToHostException(message + "; check the network and the address"), failure);
      case BindException _ -> caused(new BindException(message), failure);
      default -> during("connect to " + text(address), failure);
    };
  }

  static IOException during(String operation, IOException failure) {
    if (isTooManyFiles(failure)) {
      return caused(new TooManyOpenFilesException("cannot " + operation), failure);
    }
    return caused(new SocketException(message(operation, failure)), failure);
  }

  /** The JDK has no class for it, and hands on what the system says. */
  private static boolean isTooManyFiles(IOException failure) {
    String message = failure.getMessage();
    return message != null && message.contains("Too many open files");
  }

  static String peer(SocketChannel channel) {
    try {
      return channel.getRemoteAddress() instanceof InetSocketAddress peer
          ? text(peer)
          : "a peer that is gone";
    } catch (IOException gone) {
      return "a peer that is gone";
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static String message(String operation, IOException failure) {
    return "cannot " + operation + ": " + failure.getMessage();
  }

  private static <T extends IOException> T caused(T mine, IOException failure) {
    mine.initCause(failure);
    return mine;
  }
}
