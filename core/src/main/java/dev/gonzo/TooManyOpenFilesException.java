package dev.gonzo;

import java.net.SocketException;

/**
 * Thrown when the operating system provides no more file descriptors, because the process or the
 * machine has reached its limit. Nothing was opened; a connection that waits to be accepted stays
 * in the backlog.
 */
public final class TooManyOpenFilesException extends SocketException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param operation the operation that failed
   */
  public TooManyOpenFilesException(String operation) {
    super(
        operation
            + ": too many open files; close some, or raise the limit (ulimit -n) of the program");
  }
}
