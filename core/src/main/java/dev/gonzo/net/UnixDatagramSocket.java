package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.DatagramArrival;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.LocalAddress;
import dev.gonzo.trap.ReceiveFrom;
import dev.gonzo.trap.SendTo;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams between programs of the same machine; none of them is lost, and they come
 * in order: a receiver that does not receive suspends the sender. Closed, it removes the file that
 * it has made.
 *
 * <p>One task may wait to receive and one to send. For tasks of the kernel that opened it; Linux
 * only.
 */
public final class UnixDatagramSocket implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LAST_PAUSE = Duration.ofMillis(50);

  private final Handle handle;

  UnixDatagramSocket(Handle handle) {
    this.handle = handle;
  }

  /**
   * Waits for a datagram, as {@link #receiveFrom(byte[], int, int)} does.
   *
   * @param buffer whereto
   * @return who sent it, and how long it was
   * @throws IOException if the socket has failed, or is closed
   */
  @Async
  public UnixDatagram receiveFrom(byte[] buffer) throws IOException {
    return receiveFrom(buffer, 0, buffer.length);
  }

  /**
   * Waits for a datagram, and copies it into the buffer. What is longer than that is cut, and
   * {@link UnixDatagram#isTruncated} tells so.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken none.
   *
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many bytes
   * @return who sent it, and how long it was
   * @throws IOException if the socket has failed, or is closed
   * @throws dev.gonzo.BusyException if another task waits to receive
   * @throws IndexOutOfBoundsException if the buffer has no such part
   */
  @Async
  public UnixDatagram receiveFrom(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    DatagramArrival arrival = Coroutine.trap(new ReceiveFrom(handle, buffer, offset, length));
    return new UnixDatagram((UnixAddress) arrival.sender(), arrival.length(), arrival.size());
  }

  /**
   * Sends a datagram to anybody.
   *
   * <p>Suspends while the receiver has no room, and looks again after a while, since the system
   * does not tell; a checkpoint. Cancelled, it has sent nothing.
   *
   * @param bytes all of it
   * @param to the receiver, a path or a NUL and an abstract name
   * @throws java.net.ConnectException if nobody receives there
   * @throws IOException if the system refuses otherwise, or the socket is closed
   * @throws IllegalStateException if the socket is connected
   */
  @Async
  public void sendTo(byte[] bytes, String to) throws IOException {
    sendTo(bytes, UnixAddress.of(to));
  }

  /**
   * Sends a datagram to anybody, as {@link #sendTo(byte[], String)} does.
   *
   * @param bytes all of it
   * @param to the receiver
   * @throws IOException if the system refuses, or the socket is closed
   */
  @Async
  public void sendTo(byte[] bytes, UnixAddress to) throws IOException {
    sendTo(bytes, 0, bytes.length, to);
  }

  /**
   * Sends a datagram to anybody, as {@link #sendTo(byte[], String)} does.
   *
   * @param bytes wherefrom
   * @param offset its first byte
   * @param length how many; a datagram may be empty
   * @param to the receiver
   * @throws IOException if the system refuses, or the socket is closed
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  @Async
  public void sendTo(byte[] bytes, int offset, int length, UnixAddress to) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    var datagram = new SendTo(handle, bytes, offset, length, to);
    Duration pause = FIRST_PAUSE;
    while (!Coroutine.trap(datagram)) {
      Gonzo.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
    }
  }

  /**
   * Sends a datagram to the peer that the socket is connected to.
   *
   * <p>Suspends while the peer has no room; a checkpoint. Cancelled, it has sent nothing.
   *
   * @param bytes all of it
   * @throws java.net.ConnectException if nobody receives there any more
   * @throws IOException if the system refuses otherwise, or the socket is closed
   * @throws IllegalStateException if the socket is not connected
   */
  @Async
  public void send(byte[] bytes) throws IOException {
    boolean _ = Coroutine.trap(new SendTo(handle, bytes, 0, bytes.length, null));
  }

  /**
   * Closes the socket, and removes its file. Whoever waits on it is woken with a {@link
   * java.net.SocketException}. Closing twice is harmless.
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
   * {@return the address where it receives}
   *
   * @throws IOException if the socket is closed
   */
  @Async
  public UnixAddress localAddress() throws IOException {
    return (UnixAddress) Coroutine.trap(new LocalAddress(handle));
  }
}
