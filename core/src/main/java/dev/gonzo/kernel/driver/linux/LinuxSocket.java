package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SocketFile;
import dev.gonzo.kernel.driver.ready.ReadinessSocket;
import dev.gonzo.trap.UnixAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A socket with a descriptor of Linux: a connection or a listener. Kernel thread only. */
public abstract class LinuxSocket extends ReadinessSocket {
  /** The driver that opened it. */
  public final LinuxDriver driver;

  /** Its descriptor, until it is closed. */
  public final int descriptor;

  /** The address of the peer; null for a listener, never for a connection. */
  public final @Nullable SocketAddress peer;

  /** Whether it is not a socket but an end of a pipe, or a process. */
  boolean isNoSocket;

  /** Whether SO_LINGER was set to more than 0, here or on the listener that accepted it. */
  boolean lingers;

  /** Whether SO_LINGER was set to 0. */
  boolean discardsAtClose;

  /** Whether we have shut down its output, so that a broken pipe is no fault of the peer. */
  boolean isOutputShut;

  /**
   * The interface that IP_MULTICAST_IF was set to; null if it was not. Linux reports only an
   * address of it, and only if it was set by that.
   */
  @Nullable NetworkInterface multicastInterface;

  /** In place of an address family: a socket that is not for datagrams. */
  static final int STREAM = 0;

  private static final int OPEN = 1;

  // STREAM, or the address family of its datagrams.
  private int datagramFamily = STREAM;
  private Optional<SocketFile> file = Optional.empty();
  // The result of each receive once there are no bytes left: OPEN while that is not known, 0 for
  // the end of the stream, or a negated error number.
  private int inputEnd = OPEN;

  /**
   * Creates an open socket.
   *
   * @param driver the driver that opened it
   * @param descriptor its descriptor
   * @param listens whether it is a listener
   * @param peer the address of the peer of a connection
   */
  protected LinuxSocket(
      LinuxDriver driver, int descriptor, boolean listens, @Nullable SocketAddress peer) {
    super(listens);
    this.driver = driver;
    this.descriptor = descriptor;
    this.peer = peer;
  }

  @Override
  protected String whenClosed() {
    return isNoSocket ? "the pipe is closed on our side, or was handed over" : super.whenClosed();
  }

  /**
   * Receives bytes that have arrived, without waiting.
   *
   * @param bytes where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most, 1 or more
   * @return how many bytes, 0 at the end of the stream, or the negated error number
   */
  protected int receive(byte[] bytes, int offset, int length) {
    return isNoSocket
        ? driver.sockets.read(descriptor, bytes, offset, length)
        : driver.sockets.receive(descriptor, bytes, offset, length);
  }

  /**
   * Like {@link #receive(byte[], int, int)}, into a buffer, whose position stays as it is.
   *
   * @param buffer where the bytes go, from its position on
   * @return how many bytes, 0 at the end of the stream, or the negated error number
   */
  protected int receive(ByteBuffer buffer) {
    return driver.sockets.receive(descriptor, buffer);
  }

  /**
   * Records that a receive returned fewer bytes than there was room for. If that proves that the
   * system has no more, or if the driver checks again before it waits, the next receive may wait
   * without trying first.
   */
  protected abstract void tookLessThanRoom();

  /**
   * Records the failure of a call. Linux reports the loss of a connection once, to whichever call
   * comes first, and then ends the input as if the peer had closed it.
   *
   * @param result the result of the call, a negated error number
   */
  public final void failed(int result) {
    boolean isLost =
        switch (-result) {
          // EPIPE: our output is shut down, or the peer had closed its own before it was lost.
          case ErrorNumber.EPIPE, ErrorNumber.ENOMEM, ErrorNumber.ENOBUFS -> false;
          default -> true;
        };
    if (isLost) {
      lost(result);
    }
  }

  /**
   * Records what ends the input once there are no bytes left.
   *
   * @param result the negated error number
   */
  public final void lost(int result) {
    if (inputEnd == OPEN) {
      inputEnd = result;
    }
  }

  /** {@return whether a close is to discard the bytes that are not sent} */
  public final boolean discardsAtClose() {
    return discardsAtClose;
  }

  /**
   * Records that the system has no bytes left and will get none.
   *
   * @return 0 if that is the end of the stream, or the negated error number of the failure that has
   *     ended it
   */
  final int inputEnded() {
    if (inputEnd == OPEN) {
      inputEnd = 0;
    }
    return inputEnd;
  }

  /** {@return whether it is a connection with a peer, which carries a stream of bytes} */
  public final boolean isConnection() {
    return peer != null && !isForDatagrams();
  }

  /** Records that its output is shut down, or will be as soon as its bytes are sent. */
  public final void outputIsShut() {
    isOutputShut = true;
  }

  /** {@return whether we have shut down its output} */
  public final boolean isOutputShut() {
    return isOutputShut;
  }

  /** Records that it is for datagrams: of IPv4, IPv6 or between Unix sockets. */
  final void carriesDatagrams(int family) {
    datagramFamily = family;
  }

  /** {@return whether it is for datagrams, where an error is not the end} */
  public final boolean isForDatagrams() {
    return datagramFamily != STREAM;
  }

  /** Whether it is a UDP socket. */
  final boolean isInternet() {
    return isForDatagrams() && datagramFamily != SocketAddresses.AF_UNIX;
  }

  /** Whether it is a Unix socket, but for a listener, which has no peer. */
  final boolean isUnix() {
    return datagramFamily == SocketAddresses.AF_UNIX || peer instanceof UnixAddress;
  }

  /** The address family of its datagrams; meaningless for a stream. */
  final int datagramFamily() {
    return datagramFamily;
  }

  /**
   * Records the address that it will be bound to: a file that this creates is removed when it is
   * closed.
   */
  final void willBeBoundTo(@Nullable SocketAddress address) {
    file = SocketFile.of(address);
  }

  /** Records that it was bound to that address. */
  final void isBound() {
    file.ifPresent(SocketFile::made);
  }

  /** Removes the file that it was bound to, if there is one. */
  final void removeFile() {
    file.ifPresent(SocketFile::remove);
  }
}
