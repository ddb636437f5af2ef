package dev.gonzo.kernel.driver;

import dev.gonzo.trap.Connect;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A TCP socket that is connected to itself. The system chooses the local port of a client among
 * those where no one listens, and if it chooses the very port that the client connects to, TCP sees
 * two ends that open at the same time, and connects them: they are one socket, which receives what
 * it sends. That is no connection with a server, and a driver never hands one out.
 */
public final class SelfConnection {
  /** Each attempt has another port, so a second one that goes wrong is hardly chance. */
  private static final int MOST_ATTEMPTS = 3;

  private SelfConnection() {}

  /**
   * Tells whether the two ends of a connection are the same socket.
   *
   * @param local the address of our end
   * @param remote the address of the other end
   * @return whether they are the same
   */
  public static boolean isBetween(SocketAddress local, SocketAddress remote) {
    return local instanceof InetSocketAddress here
        && remote instanceof InetSocketAddress there
        && here.getPort() == there.getPort()
        && here.getAddress().equals(there.getAddress());
  }

  /**
   * Tells whether another attempt can end otherwise, after one that connected to itself. If not,
   * the connection is refused: no one listens on that port.
   *
   * @param attempts how many there were
   * @param asked what is asked for
   * @return whether to try again
   */
  public static boolean mayTryAgain(int attempts, Connect asked) {
    boolean portIsGiven =
        asked.source() instanceof InetSocketAddress source && source.getPort() != 0;
    return attempts < MOST_ATTEMPTS && !portIsGiven;
  }
}
