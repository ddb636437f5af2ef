package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.DatagramArrival;
import dev.gonzo.trap.GetOption;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.JoinGroup;
import dev.gonzo.trap.LeaveGroup;
import dev.gonzo.trap.LocalAddress;
import dev.gonzo.trap.ReceiveFrom;
import dev.gonzo.trap.SendTo;
import dev.gonzo.trap.SetOption;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams. One that is connected sends to one peer, and receives only from there.
 *
 * <p>Each datagram is a whole: it comes once, or not at all, or (rarely) twice, and in any order.
 * One task may wait to receive and one to send; a second one meets a {@link
 * dev.gonzo.BusyException}, and the first is not disturbed.
 *
 * <p>For tasks of the kernel that opened it.
 */
public final class UdpSocket implements AutoCloseable {
  private final Handle handle;
  private final @Nullable InetSocketAddress peer;

  UdpSocket(Handle handle, @Nullable InetSocketAddress peer) {
    this.handle = handle;
    this.peer = peer;
  }

  /**
   * Waits for a datagram, as {@link #receiveFrom(byte[], int, int)} does.
   *
   * @param buffer whereto
   * @return who sent it, and how long it was
   * @throws IOException if the socket has failed, or is closed
   */
  @Async
  public Datagram receiveFrom(byte[] buffer) throws IOException {
    return receiveFrom(buffer, 0, buffer.length);
  }

  /**
   * Waits for a datagram, and copies it into the buffer. What is longer than that is cut, and
   * {@link Datagram#isTruncated} tells so; an empty datagram is one of length 0.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken none: one that arrives is there for the
   * next.
   *
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many bytes
   * @return who sent it, and how long it was
   * @throws java.net.PortUnreachableException if the socket is connected, and an earlier datagram
   *     found nobody; the socket goes on
   * @throws java.net.SocketException if it was closed, before or while this waits
   * @throws IOException if the socket has failed otherwise
   * @throws dev.gonzo.BusyException if another task waits to receive
   * @throws IndexOutOfBoundsException if the buffer has no such part
   */
  @Async
  public Datagram receiveFrom(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    DatagramArrival arrival = Coroutine.trap(new ReceiveFrom(handle, buffer, offset, length));
    return new Datagram((InetSocketAddress) arrival.sender(), arrival.length(), arrival.size());
  }

  /**
   * Sends a datagram, as {@link #sendTo(byte[], int, int, InetSocketAddress)} does.
   *
   * @param bytes all of it
   * @param to the receiver
   * @throws IOException if the system refuses, or the socket is closed
   */
  @Async
  public void sendTo(byte[] bytes, InetSocketAddress to) throws IOException {
    sendTo(bytes, 0, bytes.length, to);
  }

  /**
   * Sends a datagram to anybody. Whether it arrives nobody tells.
   *
   * <p>Suspends while the system has no room; a checkpoint. Cancelled, it has sent nothing.
   *
   * @param bytes wherefrom
   * @param offset its first byte
   * @param length how many; a datagram may be empty
   * @param to the receiver: see {@link Dns#address}
   * @throws java.net.SocketException if it is longer than a datagram may be, or goes to all of a
   *     network, and SO_BROADCAST is not set
   * @throws IOException if the system refuses otherwise, or the socket is closed
   * @throws IllegalStateException if the socket is connected
   * @throws dev.gonzo.BusyException if another task waits to send
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  @Async
  public void sendTo(byte[] bytes, int offset, int length, InetSocketAddress to)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    boolean _ =
        Coroutine.trap(new SendTo(handle, bytes, offset, length, Objects.requireNonNull(to)));
  }

  /**
   * Sends a datagram to the peer, as {@link #send(byte[], int, int)} does.
   *
   * @param bytes all of it
   * @throws IOException if the system refuses, or the socket is closed
   */
  @Async
  public void send(byte[] bytes) throws IOException {
    send(bytes, 0, bytes.length);
  }

  /**
   * Sends a datagram to the peer that the socket is connected to.
   *
   * <p>Suspends while the system has no room; a checkpoint. Cancelled, it has sent nothing.
   *
   * @param bytes wherefrom
   * @param offset its first byte
   * @param length how many; a datagram may be empty
   * @throws java.net.PortUnreachableException if an earlier datagram found nobody there; the socket
   *     goes on, and this one was not sent
   * @throws IOException if the system refuses otherwise, or the socket is closed
   * @throws IllegalStateException if the socket is not connected
   * @throws dev.gonzo.BusyException if another task waits to send
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  @Async
  public void send(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    boolean _ = Coroutine.trap(new SendTo(handle, bytes, offset, length, null));
  }

  /**
   * Receives from now on what is sent to a multicast group and comes in by one interface.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param group a multicast address
   * @param by the interface
   * @throws IOException if the system refuses, or the socket is closed
   */
  @Async
  public void joinGroup(InetAddress group, NetworkInterface by) throws IOException {
    requireMulticast(group);
    Coroutine.trap(new JoinGroup(handle, group, by));
  }

  /**
   * Receives no more what is sent to a multicast group and comes in by one interface.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param group a multicast address
   * @param by the interface
   * @throws IOException if it was not joined, or the socket is closed
   */
  @Async
  public void leaveGroup(InetAddress group, NetworkInterface by) throws IOException {
    requireMulticast(group);
    Coroutine.trap(new LeaveGroup(handle, group, by));
  }

  private static void requireMulticast(InetAddress group) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(
          "a multicast group is an address of 224.0.0.0/4 or ff00::/8, got "
              + group.getHostAddress());
    }
  }

  /**
   * Closes the socket. Whoever waits on it is woken with a {@link java.net.SocketException}.
   * Closing twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    Trap<@Nullable Void> close = new Close(handle); // never fails
    Coroutine.trap(close);
  }

  /**
   * {@return the address where it receives: with the port that the system chose}
   *
   * @throws IOException if the socket is closed
   */
  @Async
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) Coroutine.trap(new LocalAddress(handle));
  }

  /** {@return the peer that it is connected to; empty if it is not} */
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.ofNullable(peer);
  }

  /**
   * Sets a socket option: SO_BROADCAST, IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_MULTICAST_IF,
   * SO_RCVBUF, SO_SNDBUF.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param value its new value
   * @param <T> the option's type
   * @throws IOException if the system refuses, or the socket is closed
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    Coroutine.trap(new SetOption(handle, option, Objects.requireNonNull((Object) value)));
  }

  /**
   * Reads a socket option.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param <T> the option's type
   * @return its value
   * @throws IOException if the system refuses, or the socket is closed
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async
  public <T> T option(SocketOption<T> option) throws IOException {
    return Coroutine.trap(new GetOption<>(handle, option));
  }
}
