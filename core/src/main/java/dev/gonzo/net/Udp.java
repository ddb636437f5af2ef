package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.OpenDatagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.Map;

/**
 * UDP: datagrams.
 *
 * <pre>{@code
 * try (var socket = Udp.open("127.0.0.1", 25000)) {
 *   var buffer = new byte[65536];
 *   while (true) {
 *     Datagram datagram = socket.receiveFrom(buffer);
 *     socket.sendTo(buffer, 0, datagram.length(), datagram.sender());
 *   }
 * }
 * }</pre>
 */
public final class Udp {
  private Udp() {}

  /**
   * Opens a socket that receives what is sent to an address of this machine.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose, and {@link UdpSocket#localAddress} tells
   * @return the socket; close it
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static UdpSocket open(String host, int port) throws IOException {
    return open(host, port, Map.of());
  }

  /**
   * The same with options that are set before it is bound: SO_REUSEADDR lets several programs
   * receive what is sent to one multicast group, SO_REUSEPORT lets several sockets share a port.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::" for
   *     all
   * @param port where; 0 lets the system choose, and {@link UdpSocket#localAddress} tells
   * @param options the options and their values
   * @return the socket; close it
   * @throws java.net.BindException if the address is taken, or not this machine's
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535, or a value is not of
   *     its option's type
   * @throws UnsupportedOperationException if the kernel does not know an option
   */
  @Async
  public static UdpSocket open(String host, int port, Map<SocketOption<?>, Object> options)
      throws IOException {
    InetSocketAddress local = Dns.address(host, port);
    return new UdpSocket(Coroutine.trap(new OpenDatagrams(local, null, Map.copyOf(options))), null);
  }

  /**
   * Opens a socket that is connected: it sends to one peer, and receives only from there. That
   * tells nothing to the peer, and nothing of it. Of the host's addresses it takes the first that
   * this machine has a way to.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a name or an address
   * @param port the peer's port, 1 to 65535
   * @return the socket; close it
   * @throws java.net.UnknownHostException if there is no such host
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  @Async
  public static UdpSocket connect(String host, int port) throws IOException {
    Ports.require(port, 1);
    IOException failure = null;
    for (InetAddress address : Dns.resolve(host)) {
      var peer = new InetSocketAddress(address, port);
      try {
        return new UdpSocket(Coroutine.trap(new OpenDatagrams(null, peer, Map.of())), peer);
      } catch (IOException refused) {
        if (failure == null) {
          failure = refused;
        } else {
          failure.addSuppressed(refused);
        }
      }
    }
    if (failure == null) {
      throw new AssertionError("a host without addresses was resolved");
    }
    throw failure;
  }
}
