package dev.gonzo.kernel.driver;

import dev.gonzo.trap.Connect;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Detects a TCP socket that is connected to itself. The system chooses a client's local port among
 * those on which no socket listens. If it chooses the very port that the client connects to, TCP
 * treats this as a simultaneous open, and connects the socket to itself: it receives what it sends.
 * That is not a connection to a server, and a driver never hands it out.
 */
public final class SelfConnection {
  /** Each attempt gets another port, so repeated failures are unlikely to be chance. */
  private static final int MOST_ATTEMPTS = 3;

  private SelfConnection() {}

  /**
   * Whether both ends of a connection are one socket.
   *
   * @param local the address of our end
   * @param remote the address of the other end
   * @return whether they are equal
   */
  public static boolean isBetween(SocketAddress local, SocketAddress remote) {
    return local instanceof InetSocketAddress here
        && remote instanceof InetSocketAddress there
        && here.getPort() == there.getPort()
        && here.getAddress().equals(there.getAddress());
  }

  /**
   * Whether another attempt may succeed, after one that connected to itself. If not, the connection
   * is refused: no socket listens on that port.
   *
   * @param attempts how many attempts there were
   * @param asked the trap
   * @return whether to try again
   */
  public static boolean mayTryAgain(int attempts, Connect asked) {
    boolean portIsGiven =
        asked.source() instanceof InetSocketAddress source && source.getPort() != 0;
    return attempts < MOST_ATTEMPTS && !portIsGiven;
  }
}
