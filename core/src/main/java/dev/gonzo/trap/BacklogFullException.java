package dev.gonzo.trap;

import dev.gonzo.trap.NetTrap.Connect;
import java.net.ConnectException;

/**
 * Thrown by {@link Connect} when the backlog of a Unix listener is full. The system does not report
 * when there is room again, so try again later.
 */
public final class BacklogFullException extends ConnectException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the address, and why the connection was refused
   */
  public BacklogFullException(String message) {
    super(message);
  }
}
