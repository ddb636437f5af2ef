package dev.gonzo.trap;

import dev.gonzo.trap.NetTrap.Accept;
import java.net.SocketException;

/**
 * Thrown by {@link Accept} when the system refuses to hand out a connection: it is short of memory,
 * or a firewall or sandbox forbids it. The listener still works, and a later accept may succeed.
 */
public final class AcceptRefusedException extends SocketException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what was tried, and why it was refused
   */
  public AcceptRefusedException(String message) {
    super(message);
  }
}
