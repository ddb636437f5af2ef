package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.util.Objects;

/**
 * A socket for datagrams between programs on the same machine. No datagram is lost, and they arrive
 * in order: the sender suspends while the receiver does not receive. Closing it removes the file
 * that it has created.
 *
 * <p>One task may wait to receive and another one to send. Only for tasks of the kernel that opened
 * it, and only on Linux.
 */
public final class UnixDatagramSocket implements AutoCloseable {
  private final Handle handle;
  private final String description;

  private UnixDatagramSocket(Handle handle, String description) {
    this.handle = handle;
    this.description = description;
  }

  /** Wraps a socket that the kernel has just connected. */
  static UnixDatagramSocket connectedTo(UnixAddress peer, Handle handle) {
    return new UnixDatagramSocket(handle, "the socket for datagrams to " + peer);
  }

  /** Wraps a socket that the kernel has just bound, and finds out the name that it has. */
  static UnixDatagramSocket boundTo(UnixAddress asked, Handle handle) throws IOException {
    return Handles.wrapped(
        handle,
        () -> {
          Object address = asked.isUnnamed() ? Coroutine.trap(new LocalAddress(handle)) : asked;
          return new UnixDatagramSocket(handle, "the socket for datagrams at " + address);
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
  public UnixDatagram receiveFrom(byte[] buffer) throws IOException {
    return receiveFrom(buffer, 0, buffer.length);
  }

  /**
   * Waits for a datagram, and copies it into the buffer. A longer datagram is truncated, see {@link
   * UnixDatagram#isTruncated}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has received nothing.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes
   * @return the sender and the length
   * @throws IOException if the socket has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is waiting to receive
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  public UnixDatagram receiveFrom(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    DatagramArrival arrival = Coroutine.trap(new ReceiveFrom(handle, buffer, offset, length));
    return new UnixDatagram((UnixAddress) arrival.sender(), arrival.length(), arrival.size());
  }

  /**
   * Sends a datagram to an address.
   *
   * <p>Suspends while the receiver has no room, and retries at intervals, because the system does
   * not notify; a checkpoint. If it is cancelled, it has sent nothing.
   *
   * @param bytes the datagram
   * @param to the receiver: a path, or an abstract name with a leading NUL
   * @throws java.net.ConnectException if no program receives there
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is connected
   */
  @Async
  public void sendTo(byte[] bytes, String to) throws IOException {
    sendTo(bytes, UnixAddress.of(to));
  }

  /**
   * Equivalent to {@link #sendTo(byte[], String)}, with another form of the arguments.
   *
   * @param bytes the datagram
   * @param to the receiver
   * @throws IOException if the operating system refuses, or the socket is closed
   */
  @Async
  public void sendTo(byte[] bytes, UnixAddress to) throws IOException {
    sendTo(bytes, 0, bytes.length, to);
  }

  /**
   * Equivalent to {@link #sendTo(byte[], String)}, with another form of the arguments.
   *
   * @param bytes the array with the datagram
   * @param offset the index of its first byte
   * @param length its length in bytes, which may be 0
   * @param to the receiver
   * @throws IOException if the operating system refuses, or the socket is closed
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  public void sendTo(byte[] bytes, int offset, int length, UnixAddress to) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    var datagram = new SendTo(handle, bytes, offset, length, to);
    var pause = Unix.pauses();
    while (!Coroutine.trap(datagram)) {
      Gonzo.sleep(pause.next());
    }
  }

  /**
   * Sends a datagram to the peer of a connected socket.
   *
   * <p>Suspends while the peer has no room; a checkpoint. If it is cancelled, it has sent nothing.
   *
   * @param bytes the datagram
   * @throws java.net.ConnectException if no program receives there any more
   * @throws IOException if the operating system refuses for another reason, or the socket is closed
   * @throws IllegalStateException if the socket is not connected
   */
  @Async
  public void send(byte[] bytes) throws IOException {
    boolean _ = Coroutine.trap(new SendTo(handle, bytes, 0, bytes.length, null));
  }

  /**
   * Closes the socket, and removes its file. Tasks that wait on it get a {@link
   * java.net.SocketException}. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Handles.close(handle);
  }

  /**
   * {@return the local address}
   *
   * @throws IOException if the socket is closed
   */
  @Async
  public UnixAddress localAddress() throws IOException {
    return (UnixAddress) Coroutine.trap(new LocalAddress(handle));
  }

  /**
   * {@return a description with the address of the peer, or if it is not connected, its own; also
   * after it was closed}
   */
  @Override
  public String toString() {
    return description;
  }
}
