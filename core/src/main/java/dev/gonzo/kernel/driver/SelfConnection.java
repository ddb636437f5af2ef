package dev.gonzo.kernel.driver;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap.Connect;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Connects, and never returns a TCP socket that is connected to itself. The system chooses a
 * client's local port among those on which no socket listens. If it chooses the very port that the
 * client connects to, TCP treats this as a simultaneous open, and connects the socket to itself: it
 * receives what it sends. That is not a connection to a server.
 */
public final class SelfConnection {
  /** Each attempt gets another port, so repeated failures are unlikely to be chance. */
  private static final int MOST_ATTEMPTS = 3;

  private SelfConnection() {}

  /**
   * How a driver connects.
   *
   * @param <S> its sockets
   */
  public interface Connector<S> {
    /**
     * Connects a socket, without a check of its addresses.
     *
     * @param task the task
     * @param asked its trap
     * @return the connected socket
     * @throws Exception if the connection fails, or the task is cancelled
     */
    S connectOnce(LoopTask<?> task, Connect asked) throws Exception;

    /**
     * Compares the addresses of both ends, with {@link SelfConnection#isBetween}.
     *
     * @param socket a connected socket
     * @return whether both ends are this socket
     * @throws IOException if the addresses cannot be read
     */
    boolean isConnectedToItself(S socket) throws IOException;

    /**
     * Resets the connection instead of closing it in order, so that the port is free at once for
     * the server that should listen there.
     *
     * @param task the task
     * @param socket a connected socket
     * @throws Exception if that fails; it is closed nevertheless
     */
    void reset(LoopTask<?> task, S socket) throws Exception;

    /**
     * Closes a socket.
     *
     * @param task the task
     * @param socket the socket
     * @throws Exception if that fails
     */
    void closeUnused(LoopTask<?> task, S socket) throws Exception;

    /**
     * Returns the exception for a port on which no socket listens.
     *
     * @param asked the trap
     * @return the exception to throw
     */
    IOException refused(Connect asked);
  }

  /**
   * Connects a socket to another one. On the task's own stack.
   *
   * @param task the task
   * @param asked its trap
   * @param connector how the driver connects
   * @param <S> the driver's sockets
   * @return the connected socket
   * @throws Exception if the connection fails, or the task is cancelled
   */
  public static <S> S avoid(LoopTask<?> task, Connect asked, Connector<S> connector)
      throws Exception {
    for (int attempt = 1; true; attempt++) {
      S socket = connector.connectOnce(task, asked);
      try {
        if (!connector.isConnectedToItself(socket)) {
          return socket;
        }
      } catch (Throwable failure) {
        connector.closeUnused(task, socket);
        throw failure;
      }
      connector.reset(task, socket);
      if (!mayTryAgain(attempt, asked)) {
        throw connector.refused(asked);
      }
    }
  }

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
   */
  private static boolean mayTryAgain(int attempts, Connect asked) {
    boolean portIsGiven =
        asked.source() instanceof InetSocketAddress source && source.getPort() != 0;
    return attempts < MOST_ATTEMPTS && !portIsGiven;
  }
}
