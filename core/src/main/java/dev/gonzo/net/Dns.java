package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Resolve;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Names of hosts, as the system finds them: in its hosts file, or by asking name servers, which
 * holds up nobody else.
 */
public final class Dns {
  private Dns() {}

  /**
   * Finds the addresses of a host. An address in its usual notation is its own, and {@code
   * localhost} is this machine whatever the system says.
   *
   * <p>Suspends for a name; a checkpoint. Cancelled, it waits for no name server.
   *
   * @param host a name or an address
   * @return its addresses, best first, never none
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   */
  @Async
  public static List<InetAddress> resolve(String host) throws IOException {
    return Coroutine.trap(new Resolve(host));
  }

  /**
   * Finds where to send to.
   *
   * <p>Suspends for a name; a checkpoint.
   *
   * @param host a name or an address
   * @param port 0 to 65535
   * @return the host's best address, and the port
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static InetSocketAddress address(String host, int port) throws IOException {
    Ports.require(port, 0);
    return new InetSocketAddress(resolve(host).getFirst(), port);
  }
}
