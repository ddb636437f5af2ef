package dev.gonzo.kernel.driver;

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
 * Converts error numbers to exceptions: the JDK's own class where there is one, with a message that
 * says what was tried, where, what went wrong, and what to do.
 *
 * <p>The numbers may be negated, as the system calls return them.
 */
public final class SocketFailures {
  private SocketFailures() {}

  /**
   * Returns the exception for a socket that could not be bound, or could not listen.
   *
   * @param address its address
   * @param errorNumber the error number
   * @return the exception to throw
   */
  public static IOException listening(SocketAddress address, int errorNumber) {
    String where = AddressText.of(address);
    int reason = Math.abs(errorNumber);
    String message = message("listen on " + where, reason);
    if (address instanceof UnixAddress unix) {
      return switch (reason) {
        case ErrorNumber.EADDRINUSE ->
            new BindException(
                message + (unix.isAbstract() ? Hints.NAME_IN_USE : Hints.FILE_IN_USE));
        case ErrorNumber.EACCES -> new BindException(message + Hints.FILE_NOT_ALLOWED);
        case ErrorNumber.ENOENT ->
            new BindException(message + "; there is no such directory: create it first");
        default -> during("listen on " + where, reason);
      };
    }
    return switch (reason) {
      case ErrorNumber.EADDRINUSE -> new BindException(message + Hints.PORT_IN_USE);
      case ErrorNumber.EADDRNOTAVAIL -> new BindException(message + Hints.NOT_OURS);
      case ErrorNumber.EACCES -> new BindException(message + Hints.PORT_NOT_ALLOWED);
      default -> during("listen on " + where, reason);
    };
  }

  /**
   * Returns the exception for a connection that could not be accepted.
   *
   * @param errorNumber the error number
   * @return the exception to throw: an {@link AcceptRefusedException} if a later accept may succeed
   */
  public static IOException accepting(int errorNumber) {
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
   * Returns the exception for a connection that failed.
   *
   * @param address the address of the peer
   * @param errorNumber the error number
   * @return the exception to throw
   */
  public static IOException connecting(SocketAddress address, int errorNumber) {
    String whom = AddressText.of(address);
    int reason = Math.abs(errorNumber);
    String message = message("connect to " + whom, reason);
    if (address instanceof UnixAddress) {
      return switch (reason) {
        case ErrorNumber.ECONNREFUSED ->
            new ConnectException(
                message + "; the program that created it no longer listens: start it");
        case ErrorNumber.ENOENT -> new ConnectException(message + Hints.NO_SUCH_SOCKET);
        case ErrorNumber.EACCES ->
            new SocketException(
                message + "; the permissions of the file do not allow us to write to it");
        case ErrorNumber.EPROTOTYPE ->
            new ProtocolException(message + "; one socket is for streams, the other for datagrams");
        case ErrorNumber.EAGAIN ->
            new BacklogFullException(message + "; too many connections wait there to be accepted");
        default -> during("connect to " + whom, reason);
      };
    }
    return switch (reason) {
      case ErrorNumber.ECONNREFUSED -> new ConnectException(message + Hints.NO_SERVER);
      case ErrorNumber.ETIMEDOUT -> new ConnectException(message + Hints.NO_ANSWER);
      case ErrorNumber.EADDRNOTAVAIL -> new BindException(message + Hints.NO_FREE_PORT);
      default -> during("connect to " + whom, reason);
    };
  }

  /**
   * Returns the exception for a datagram socket that could not be bound.
   *
   * @param address its address
   * @param errorNumber the error number
   * @return the exception to throw
   */
  public static IOException binding(SocketAddress address, int errorNumber) {
    IOException failure = listening(address, errorNumber);
    if (failure instanceof BindException) {
      String message = String.valueOf(failure.getMessage());
      return new BindException(message.replaceFirst("listen on", "bind to"));
    }
    return during("bind to " + AddressText.of(address), errorNumber);
  }

  /**
   * Returns the exception for a datagram that is too long.
   *
   * @param operation what was tried, worded to follow "cannot"
   * @param errorNumber the error number
   * @param internet whether the socket is a UDP socket
   * @return the exception to throw
   */
  public static IOException tooLong(String operation, int errorNumber, boolean internet) {
    return new SocketException(
        message(operation, Math.abs(errorNumber))
            + (internet
                ? "; a UDP datagram holds at most 65507 bytes, with IPv6 65527"
                : "; raise SO_SNDBUF, or send less at once"));
  }

  /**
   * Returns the exception for a datagram that may not be sent there.
   *
   * @param operation what was tried, worded to follow "cannot"
   * @param errorNumber the error number
   * @return the exception to throw
   */
  public static IOException notAllowed(String operation, int errorNumber) {
    return new SocketException(
        message(operation, Math.abs(errorNumber))
            + "; to send to all of a network, set SO_BROADCAST");
  }

  /**
   * Returns the exception for a datagram whose receiver's port is closed.
   *
   * @param address the address of the receiver
   * @return the exception to throw
   */
  public static IOException portUnreachable(SocketAddress address) {
    return new PortUnreachableException(
        message("reach " + AddressText.of(address), ErrorNumber.ECONNREFUSED) + Hints.NO_RECEIVER);
  }

  /**
   * Returns the exception for any other failure.
   *
   * @param operation what was tried, worded to follow "cannot": {@code receive from 127.0.0.1:80}
   * @param errorNumber the error number
   * @return the exception to throw
   */
  public static IOException during(String operation, int errorNumber) {
    int reason = Math.abs(errorNumber);
    if (reason == ErrorNumber.EMFILE || reason == ErrorNumber.ENFILE) {
      return new TooManyOpenFilesException("cannot " + operation);
    }
    String message = message(operation, reason);
    return switch (reason) {
      case ErrorNumber.EHOSTUNREACH, ErrorNumber.ENETUNREACH, ErrorNumber.ENETDOWN ->
          new NoRouteToHostException(message + Hints.NO_ROUTE);
      case ErrorNumber.ETIMEDOUT -> new SocketException(message + "; the peer stopped answering");
      case ErrorNumber.ECONNRESET, ErrorNumber.EPIPE ->
          new SocketException(message + "; the peer ended the connection");
      case ErrorNumber.EAFNOSUPPORT ->
          new SocketException(
              message
                  + "; this system does not support such addresses: try the other of"
                  + " IPv4 and IPv6");
      case ErrorNumber.EPROTO -> new ProtocolException(message);
      default -> new SocketException(message);
    };
  }

  private static String message(String operation, int reason) {
    return "cannot " + operation + ": " + ErrorNumber.text(reason);
  }
}
