package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket. A connected socket sends to one peer, and receives only from that peer.
 *
 * <p>A datagram arrives complete or not at all, rarely twice, and in any order. One task may wait
 * to receive and another one to send; a second one gets a {@link dev.gonzo.BusyException}, and the
 * first is not affected.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class UdpSocket implements AutoCloseable {
  private final Handle handle;
  private final @Nullable InetSocketAddress peer;
  private final String description;

  private UdpSocket(Handle handle, @Nullable InetSocketAddress peer, String description) {
    this.handle = handle;
    this.peer = peer;
    this.description = description;
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
   * Equivalent to {@link #receiveFrom(byte[], int, int)}, with the whole buffer.
   *
   * @param buffer where the bytes go
   * @return the sender and the length
   * @throws IOException if the socket has failed, or is closed
   */
  @Async
  public Datagram receiveFrom(byte[] buffer) throws IOException {
    return receiveFrom(buffer, 0, buffer.length);
  }

  /**
   * Waits for a datagram, and copies it into the buffer. A longer datagram is truncated, see {@link
   * Datagram#isTruncated}; an empty datagram has length 0.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has received nothing: no datagram is lost.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes
   * @return the sender and the length
   * @throws java.net.PortUnreachableException if the socket is connected, and no program received
   *     an earlier datagram; the socket remains usable
   * @throws java.net.SocketException if it was closed, before or during the wait
   * @throws IOException if the socket has failed otherwise
   * @throws dev.gonzo.BusyException if another task is waiting to receive
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  public Datagram receiveFrom(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    DatagramArrival arrival = Coroutine.trap(new ReceiveFrom(handle, buffer, offset, length));
    return new Datagram((InetSocketAddress) arrival.sender(), arrival.length(), arrival.size());
  }

  /**
   * Equivalent to {@link #sendTo(byte[], int, int, InetSocketAddress)}, with the whole array.
   *
   * @param bytes the datagram
   * @param to the receiver
   * @throws IOException if the operating system refuses, or the socket is closed
   */
  @Async
  public void sendTo(byte[] bytes, InetSocketAddress to) throws IOException {
    sendTo(bytes, 0, bytes.length, to);
  }

  /**
   * Sends a datagram to an address. There is no confirmation that it arrives.
   *
   * <p>Suspends while the system has no buffer space; a checkpoint. If it is cancelled, it has sent
   * nothing.
   *
   * @param bytes the array with the datagram
   * @param offset the index of its first byte
   * @param length its length in bytes, which may be 0
   * @param to the receiver, see {@link Dns#address}
   * @throws java.net.SocketException if it is too long for a datagram, or is sent to a broadcast
   *     address and SO_BROADCAST is not set
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is connected
   * @throws dev.gonzo.BusyException if another task is waiting to send
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  public void sendTo(byte[] bytes, int offset, int length, InetSocketAddress to)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    boolean _ =
        Coroutine.trap(new SendTo(handle, bytes, offset, length, Objects.requireNonNull(to)));
  }

  /**
   * Equivalent to {@link #send(byte[], int, int)}, with the whole array.
   *
   * @param bytes the datagram
   * @throws IOException if the operating system refuses, or the socket is closed
   */
  @Async
  public void send(byte[] bytes) throws IOException {
    send(bytes, 0, bytes.length);
  }

  /**
   * Sends a datagram to the peer of a connected socket.
   *
   * <p>Suspends while the system has no buffer space; a checkpoint. If it is cancelled, it has sent
   * nothing.
   *
   * @param bytes the array with the datagram
   * @param offset the index of its first byte
   * @param length its length in bytes, which may be 0
   * @throws java.net.PortUnreachableException if no program received an earlier datagram; this one
   *     was not sent, and the socket remains usable
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is not connected
   * @throws dev.gonzo.BusyException if another task is waiting to send
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  public void send(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    boolean _ = Coroutine.trap(new SendTo(handle, bytes, offset, length, null));
  }

  /**
   * Joins a multicast group on one network interface.
   *
   * @param group a multicast address
   * @param by the network interface
   * @throws IOException if the operating system refuses, or the socket is closed
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

  /**
   * Closes the socket. Tasks that wait on it get a {@link java.net.SocketException}. Closing twice
   * is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Handles.close(handle);
  }

  /**
   * {@return the local address, with the actual port}
   *
   * @throws IOException if the socket is closed
   */
  @Async
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
  }

  /** {@return the peer; empty if the socket is not connected} */
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.ofNullable(peer);
  }

  /**
   * Sets a socket option: SO_BROADCAST, IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_MULTICAST_IF,
   * SO_RCVBUF, SO_SNDBUF.
   *
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param value the new value
   * @param <T> the option's type
   * @throws IOException if the operating system refuses, or the socket is closed
   * @throws UnsupportedOperationException if the kernel does not support the option
   */
  @Async(Suspension.NEVER)
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    Coroutine.trap(new SetOption(handle, option, Objects.requireNonNull((Object) value)));
  }

  /**
   * Reads a socket option.
   *
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param <T> the option's type
   * @return the value; null for IP_MULTICAST_IF if it was not set
   * @throws IOException if the operating system refuses, or the socket is closed
   * @throws UnsupportedOperationException if the kernel does not support the option
   */
  @Async(Suspension.NEVER)
  public <T> T option(SocketOption<T> option) throws IOException {
    return Coroutine.trap(new GetOption<>(handle, option));
  }

  /**
   * {@return a description with the address of the peer, or if there is none, the local address;
   * also after it was closed}
   */
  @Override
  public String toString() {
    return description;
  }
}
