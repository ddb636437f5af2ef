package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.NetTrap.Resolve;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Resolves host names like the operating system: with its hosts file and name servers. A slow name
 * server does not hold up other tasks.
 */
public final class Dns {
  private Dns() {}

  /**
   * Finds the addresses of a host. A literal IP address is returned as it is, and {@code localhost}
   * is always this machine.
   *
   * <p>Suspends for a name; a checkpoint. If it is cancelled, it does not wait for the name server.
   *
   * @param host a host name or a literal IP address
   * @return its addresses, best first; never empty
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the operating system refuses
   */
  @Async
  public static List<InetAddress> resolve(String host) throws IOException {
    return Coroutine.trap(new Resolve(host));
  }

  /**
   * Resolves a host and combines its best address with a port.
   *
   * <p>Suspends for a name; a checkpoint.
   *
   * @param host a host name or a literal IP address
   * @param port 0 to 65535
   * @return the host's best address, and the port
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static InetSocketAddress address(String host, int port) throws IOException {
    PortCheck.require(port, 0);
    return new InetSocketAddress(resolve(host).getFirst(), port);
  }
}
