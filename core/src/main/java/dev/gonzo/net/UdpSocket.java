package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.LocalAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket. A datagram arrives complete or not at all, rarely twice, and in any order.
 *
 * <p>{@link DatagramSocket} has the methods to receive and send. Only for tasks of the kernel that
 * opened it.
 */
public final class UdpSocket extends DatagramSocket<InetSocketAddress> {
  private UdpSocket(Handle handle, @Nullable InetSocketAddress peer, String description) {
    super(InetSocketAddress.class, handle, peer, description);
  }

  /** Wraps a socket that the kernel has just connected. */
  static UdpSocket connectedTo(InetSocketAddress peer, Handle handle) {
    return new UdpSocket(handle, peer, "the UDP socket for " + peer);
  }

  /** Wraps a socket that the kernel has just bound, and finds out the port that it has. */
  static UdpSocket boundTo(InetSocketAddress asked, Handle handle) throws IOException {
    return Handles.wrapped(
        handle,
        () -> {
          int port =
              asked.getPort() != 0
                  ? asked.getPort()
                  : ((InetSocketAddress) Coroutine.trap(new LocalAddress(handle))).getPort();
          var address = new InetSocketAddress(asked.getAddress(), port);
          return new UdpSocket(handle, null, "the UDP socket at " + address);
        });
  }

  /**
   * Joins a multicast group on one network interface.
   *
   * @param group a multicast address
   * @param by the network interface
   * @throws IOException if the operating system refuses, or the socket is closed
   * @throws IllegalArgumentException if the address is not a multicast address
   */
  @Async(Suspension.NEVER)
  public void joinGroup(InetAddress group, NetworkInterface by) throws IOException {
    requireMulticast(group);
    Coroutine.trap(new JoinGroup(handle, group, by));
  }

  /**
   * Leaves a multicast group on one network interface.
   *
   * @param group a multicast address
   * @param by the network interface
   * @throws IOException if it was not joined, or the socket is closed
   * @throws IllegalArgumentException if the address is not a multicast address
   */
  @Async(Suspension.NEVER)
  public void leaveGroup(InetAddress group, NetworkInterface by) throws IOException {
    requireMulticast(group);
    Coroutine.trap(new LeaveGroup(handle, group, by));
  }

  private static void requireMulticast(InetAddress group) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(
          "a multicast group must be an address in 224.0.0.0/4 or ff00::/8, got "
              + group.getHostAddress());
    }
  }
}
