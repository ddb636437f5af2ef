package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.Map;

/**
 * UDP sockets.
 *
 * <pre>{@code
 * try (var socket = Udp.open("127.0.0.1", 25000)) {
 *   var buffer = new byte[65536];
 *   while (true) {
 *     var datagram = socket.receiveFrom(buffer);
 *     try {
 *       socket.sendTo(buffer, 0, datagram.length(), datagram.sender());
 *     } catch (IOException refused) {
 *       // only this answer is lost
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Anyone can send a datagram with any address as its sender, also with one that the system
 * refuses to send to, such as port 0. So a server must survive the failure of an answer.
 */
public final class Udp {
  private Udp() {}

  /**
   * Opens a socket that receives the datagrams sent to an address of this machine.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link UdpSocket#localAddress}
   *     returns
   * @return the socket; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535
   */
  @Async
  public static UdpSocket open(String host, int port) throws IOException {
    return open(host, port, DatagramOptions.defaults());
  }

  /**
   * Equivalent to {@link #open(String, int)}, with options.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or an address of this machine; "0.0.0.0" for all IPv4 addresses, "::"
   *     for all addresses
   * @param port the port; with 0 the system chooses one, which {@link UdpSocket#localAddress}
   *     returns
   * @param options the options
   * @return the socket; close it
   * @throws java.net.BindException if the address is in use, or is not one of this machine
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 0 and 65535, a value is not of its
   *     option's type, or a stale file is to be replaced, which only Unix sockets at a path have
   * @throws UnsupportedOperationException if the kernel does not support an option
   */
  @Async
  public static UdpSocket open(String host, int port, DatagramOptions options) throws IOException {
    Map<SocketOption<?>, Object> socketOptions = options.withoutFile();
    InetSocketAddress local = Dns.address(host, port);
    return UdpSocket.boundTo(local, Coroutine.trap(new OpenDatagrams(local, null, socketOptions)));
  }

  /**
   * Opens a connected socket: it sends to one peer, and receives only from that peer. Nothing is
   * sent to the peer, so this does not show whether the peer exists. If the host has several
   * addresses, the first one that this machine has a route to is used.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or a literal IP address
   * @param port the peer's port, 1 to 65535
   * @return the socket; close it
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535
   */
  @Async
  public static UdpSocket connect(String host, int port) throws IOException {
    return connect(host, port, DatagramOptions.defaults());
  }

  /**
   * Equivalent to {@link #connect(String, int)}, with options.
   *
   * <p>Suspends while the host is resolved; a checkpoint.
   *
   * @param host a host name or a literal IP address
   * @param port the peer's port, 1 to 65535
   * @param options the options
   * @return the socket; close it
   * @throws java.net.UnknownHostException if the host does not exist
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the port is not between 1 and 65535, a value is not of its
   *     option's type, or a stale file is to be replaced, which only Unix sockets at a path have
   * @throws UnsupportedOperationException if the kernel does not support an option
   */
  @Async
  public static UdpSocket connect(String host, int port, DatagramOptions options)
      throws IOException {
    Map<SocketOption<?>, Object> socketOptions = options.withoutFile();
    PortCheck.require(port, 1);
    IOException failure = null;
    for (InetAddress address : Dns.resolve(host)) {
      var peer = new InetSocketAddress(address, port);
      try {
        return UdpSocket.connectedTo(
            peer, Coroutine.trap(new OpenDatagrams(null, peer, socketOptions)));
      } catch (IOException refused) {
        if (failure == null) {
          failure = refused;
        } else {
          failure.addSuppressed(refused);
        }
      }
    }
    if (failure == null) {
      throw new AssertionError("a host was resolved to no addresses");
    }
    throw failure;
  }
}
