package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams: a {@link UdpSocket} or a {@link UnixDatagramSocket}. A connected socket
 * sends to one peer, and receives only from that peer.
 *
 * <p>One task may wait to receive and another one to send; a second one gets a {@link
 * dev.gonzo.BusyException}, and the first is not affected.
 *
 * <p>Only for tasks of the kernel that opened it.
 *
 * @param <A> the type of addresses
 */
public abstract sealed class DatagramSocket<A extends SocketAddress> implements AutoCloseable
    permits UdpSocket, UnixDatagramSocket {
  /** The kernel's handle for it. */
  final Handle handle;

  private final Class<A> addresses;
  private final @Nullable A peer;
  private final String description;

  DatagramSocket(Class<A> addresses, Handle handle, @Nullable A peer, String description) {
    this.addresses = addresses;
    this.handle = handle;
    this.peer = peer;
    this.description = description;
  }

  /**
   * Equivalent to {@link #receiveFrom(byte[], int, int)}, with the whole buffer.
   *
   * @param buffer where the bytes go
   * @return the sender and the length
   * @throws IOException if the socket has failed, or is closed
   */
  @Async
  public Datagram<A> receiveFrom(byte[] buffer) throws IOException {
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
   * @throws java.net.PortUnreachableException if it is a connected UDP socket, and no program
   *     received an earlier datagram; the socket remains usable
   * @throws java.net.SocketException if it was closed, before or during the wait
   * @throws IOException if the socket has failed otherwise
   * @throws dev.gonzo.BusyException if another task is waiting to receive
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  public Datagram<A> receiveFrom(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    DatagramArrival arrival = Coroutine.trap(new ReceiveFrom(handle, buffer, offset, length));
    return new Datagram<>(addresses.cast(arrival.sender()), arrival.length(), arrival.size());
  }

  /**
   * Equivalent to {@link #sendTo(byte[], int, int, SocketAddress)}, with the whole array.
   *
   * @param bytes the datagram
   * @param to the receiver
   * @throws IOException if the operating system refuses, or the socket is closed
   */
  @Async
  public void sendTo(byte[] bytes, A to) throws IOException {
    sendTo(bytes, 0, bytes.length, to);
  }

  /**
   * Sends a datagram to an address. UDP does not confirm that it arrives.
   *
   * <p>Suspends while the system has no buffer space, or a Unix receiver has no room: then it
   * retries at intervals, because the system does not report when there is room. A checkpoint. If
   * it is cancelled, it has sent nothing.
   *
   * @param bytes the array with the datagram
   * @param offset the index of its first byte
   * @param length its length in bytes, which may be 0
   * @param to the receiver; for UDP see {@link Dns#address}
   * @throws java.net.ConnectException if it is for a Unix socket, and no program receives there
   * @throws java.net.SocketException if it is too long for a datagram, or is sent to a broadcast
   *     address and SO_BROADCAST is not set
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is connected
   * @throws dev.gonzo.BusyException if another task is waiting to send
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  public void sendTo(byte[] bytes, int offset, int length, A to) throws IOException {
    send(bytes, offset, length, Objects.requireNonNull((SocketAddress) to));
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
   * <p>Suspends while the system has no buffer space, or a Unix peer has no room; a checkpoint. If
   * it is cancelled, it has sent nothing.
   *
   * @param bytes the array with the datagram
   * @param offset the index of its first byte
   * @param length its length in bytes, which may be 0
   * @throws java.net.PortUnreachableException if it is a UDP socket, and no program received an
   *     earlier datagram; this one was not sent, and the socket remains usable
   * @throws java.net.ConnectException if it is a Unix socket, and no program receives there any
   *     more
   * @throws java.net.SocketException if it is too long for a datagram
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is not connected
   * @throws dev.gonzo.BusyException if another task is waiting to send
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  public void send(byte[] bytes, int offset, int length) throws IOException {
    send(bytes, offset, length, null);
  }

  private void send(byte[] bytes, int offset, int length, @Nullable SocketAddress to)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    var datagram = new SendTo(handle, bytes, offset, length, to);
    var pause = Unix.pauses();
    while (!Coroutine.trap(datagram)) {
      Gonzo.sleep(pause.next());
    }
  }

  /**
   * Closes the socket, and removes the file that a Unix socket has created. Tasks that wait on it
   * get a {@link java.net.SocketException}. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Handles.close(handle);
  }

  /**
   * {@return the local address, with the port or the name that the system has chosen}
   *
   * @throws IOException if the socket is closed
   */
  @Async(Suspension.NEVER)
  public A localAddress() throws IOException {
    return addresses.cast(Coroutine.trap(new LocalAddress(handle)));
  }

  /** {@return the peer; empty if the socket is not connected; also after it was closed} */
  public Optional<A> remoteAddress() {
    return Optional.ofNullable(peer);
  }

  /**
   * Sets a socket option, for example SO_RCVBUF or SO_SNDBUF, or of a UDP socket SO_BROADCAST,
   * IP_MULTICAST_TTL, IP_MULTICAST_LOOP or IP_MULTICAST_IF.
   *
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param value the new value
   * @param <T> the option's type
   * @throws IOException if the operating system refuses, or the socket is closed
   * @throws IllegalArgumentException if the value is not one that the option can have
   * @throws UnsupportedOperationException if the kernel does not support the option for this kind
   *     of socket
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
   * @throws UnsupportedOperationException if the kernel does not support the option for this kind
   *     of socket
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
