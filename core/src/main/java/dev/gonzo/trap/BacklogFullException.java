package dev.gonzo.trap;

import java.net.ConnectException;

/**
 * So many wait to be accepted by a Unix listener that it takes no more, and the system does not
 * tell when it does: try again later.
 */
public final class BacklogFullException extends ConnectException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message where, and why
   */
  public BacklogFullException(String message) {
    super(message);
  }
}
