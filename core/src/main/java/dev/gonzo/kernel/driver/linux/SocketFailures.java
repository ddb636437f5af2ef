package dev.gonzo.kernel.driver.linux;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.BacklogFullException;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Makes exceptions of error numbers: the JDK's own kind where it has one, with a message that says
 * what was tried, where, what went wrong, and what to do.
 *
 * <p>The numbers may come negated, as the system calls answer them.
 */
public final class SocketFailures {
  private SocketFailures() {}

  /**
   * A socket could not be bound, or could not listen.
   *
   * @param address where
   * @param errorNumber why
   * @return what to throw
   */
  public static IOException listening(SocketAddress address, int errorNumber) {
    String where = SocketAddresses.text(address);
    int reason = Math.abs(errorNumber);
    String message = message("listen on " + where, reason);
    if (address instanceof UnixAddress) {
      return switch (reason) {
        case ErrorNumber.EADDRINUSE ->
            new BindException(
                message
                    + "; a program holds it, or one that is gone has left its file: remove that"
                    + " one, or let it be replaced");
        case ErrorNumber.EACCES ->
            new BindException(message + "; the directory does not let us make a file");
        case ErrorNumber.ENOENT ->
            new BindException(message + "; there is no such directory: make it first");
        default -> during("listen on " + where, reason);
      };
    }
    return switch (reason) {
      case ErrorNumber.EADDRINUSE ->
          new BindException(message + "; stop the program that holds it, or choose another port");
      case ErrorNumber.EADDRNOTAVAIL ->
          new BindException(
              message + "; use an address of this machine, or 0.0.0.0 for all of them");
      case ErrorNumber.EACCES ->
          new BindException(
              message + "; choose a port above 1023, or give the program CAP_NET_BIND_SERVICE");
      default -> during("listen on " + where, reason);
    };
  }

  /**
   * A connection could not be accepted.
   *
   * @param errorNumber why
   * @return what to throw: what a later accept may not meet is an {@link AcceptRefusedException}
   */
  static IOException accepting(int errorNumber) {
    int reason = Math.abs(errorNumber);
    String message = message("accept a connection", reason);
    return switch (reason) {
      case ErrorNumber.ENOMEM, ErrorNumber.ENOBUFS, ErrorNumber.ENOSPC ->
          new AcceptRefusedException(message + "; the system is short of memory for sockets");
      case ErrorNumber.EPERM, ErrorNumber.EOPNOTSUPP ->
          new AcceptRefusedException(message + "; a firewall or a sandbox forbids it");
      default -> during("accept a connection", reason);
    };
  }

  /**
   * A connection could not be made.
   *
   * @param address to whom
   * @param errorNumber why
   * @return what to throw
   */
  public static IOException connecting(SocketAddress address, int errorNumber) {
    String whom = SocketAddresses.text(address);
    int reason = Math.abs(errorNumber);
    String message = message("connect to " + whom, reason);
    if (address instanceof UnixAddress) {
      return switch (reason) {
        case ErrorNumber.ECONNREFUSED ->
            new ConnectException(message + "; the program that made it listens no more: start it");
        case ErrorNumber.ENOENT ->
            new ConnectException(message + "; nobody has made that socket: start the server");
        case ErrorNumber.EACCES ->
            new SocketException(message + "; the file's permissions do not let us write to it");
        case ErrorNumber.EPROTOTYPE ->
            new ProtocolException(message + "; one is for streams, and the other for datagrams");
        case ErrorNumber.EAGAIN ->
            new BacklogFullException(message + "; too many wait there to be accepted");
        default -> during("connect to " + whom, reason);
      };
    }
    return switch (reason) {
      case ErrorNumber.ECONNREFUSED ->
          new ConnectException(
              message + "; nobody listens there: start the server, or check host and port");
      case ErrorNumber.ETIMEDOUT ->
          new ConnectException(
              message + "; the host does not answer: check the address and the firewalls between");
      case ErrorNumber.EADDRNOTAVAIL ->
          new BindException(
              message + "; no local port is free: reuse connections, or wait for closed ones");
      default -> during("connect to " + whom, reason);
    };
  }

  /**
   * A socket for datagrams could not be bound.
   *
   * @param address where
   * @param errorNumber why
   * @return what to throw
   */
  public static IOException binding(SocketAddress address, int errorNumber) {
    IOException failure = listening(address, errorNumber);
    if (failure instanceof BindException) {
      String message = String.valueOf(failure.getMessage());
      return new BindException(message.replaceFirst("listen on", "bind to"));
    }
    return during("bind to " + SocketAddresses.text(address), errorNumber);
  }

  /**
   * A datagram is longer than it may be.
   *
   * @param operation what was tried, as it follows "cannot"
   * @param errorNumber why
   * @param internet whether it was to go by UDP
   * @return what to throw
   */
  static IOException tooLong(String operation, int errorNumber, boolean internet) {
    return new SocketException(
        message(operation, Math.abs(errorNumber))
            + (internet
                ? "; by UDP at most 65507 bytes go at once, by IPv6 65527"
                : "; raise SO_SNDBUF, or send less at once"));
  }

  /**
   * A datagram may not go there.
   *
   * @param operation what was tried, as it follows "cannot"
   * @param errorNumber why
   * @return what to throw
   */
  static IOException notAllowed(String operation, int errorNumber) {
    return new SocketException(
        message(operation, Math.abs(errorNumber))
            + "; to all of a network it goes when SO_BROADCAST is set");
  }

  /**
   * A datagram socket told that nobody listens at the other side.
   *
   * @param address the other side
   * @return what to throw
   */
  public static IOException portUnreachable(SocketAddress address) {
    return new PortUnreachableException(
        message("reach " + SocketAddresses.text(address), ErrorNumber.ECONNREFUSED)
            + "; nobody listens there");
  }

  /**
   * Anything else failed.
   *
   * @param operation what was tried, as it follows "cannot": {@code receive from 127.0.0.1:80}
   * @param errorNumber why
   * @return what to throw
   */
  public static IOException during(String operation, int errorNumber) {
    int reason = Math.abs(errorNumber);
    if (reason == ErrorNumber.EMFILE || reason == ErrorNumber.ENFILE) {
      return new TooManyOpenFilesException("cannot " + operation);
    }
    String message = message(operation, reason);
    return switch (reason) {
      case ErrorNumber.EHOSTUNREACH, ErrorNumber.ENETUNREACH, ErrorNumber.ENETDOWN ->
          new NoRouteToHostException(message + "; check the network and the address");
      case ErrorNumber.ETIMEDOUT ->
          new SocketException(message + "; the other side stopped answering");
      case ErrorNumber.ECONNRESET, ErrorNumber.EPIPE ->
          new SocketException(message + "; the other side ended the connection");
      case ErrorNumber.EAFNOSUPPORT ->
          new SocketException(
              message + "; this system has no such addresses: try the other of" + " IPv4 and IPv6");
      case ErrorNumber.EPROTO -> new ProtocolException(message);
      default -> new SocketException(message);
    };
  }

  private static String message(String operation, int reason) {
    return "cannot " + operation + ": " + ErrorNumber.text(reason);
  }
}
