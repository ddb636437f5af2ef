package dev.gonzo.trap;

import java.net.SocketException;

/**
 * Thrown by {@link Accept} where the system cannot hand out a connection now: it is short of
 * memory, or a firewall or a sandbox forbids it. The listener is sound, and a later accept may
 * succeed.
 */
public final class AcceptRefusedException extends SocketException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what was tried, and why it was refused
   */
  public AcceptRefusedException(String message) {
    super(message);
  }
}
