package dev.gonzo;

import java.net.SocketException;

/**
 * Thrown where the system gives out no more descriptors, because the process or the machine has as
 * many as it may have. Nothing was opened; a connection that waits to be accepted goes on waiting.
 */
public final class TooManyOpenFilesException extends SocketException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param operation what was to be done
   */
  public TooManyOpenFilesException(String operation) {
    super(
        operation
            + ": too many open files; close some, or raise the limit (ulimit -n) of the program");
  }
}
