package dev.gonzo.net;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One end of a connection: a TCP {@link Socket} or a {@link UnixSocket}.
 *
 * <p>One task may read and another one write at the same time. A second one gets a {@link
 * BusyException}, and the first is not affected. Nothing is buffered here: {@link #writeAll}
 * suspends while the peer does not read.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public abstract sealed class StreamSocket implements ByteStream permits Socket, UnixSocket {
  /** The kernel's handle for it. */
  final Handle handle;

  private boolean sending;

  StreamSocket(Handle handle) {
    this.handle = handle;
  }

  /**
   * Waits for bytes, and reads as many as are there, up to a limit.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing: no bytes are lost.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes; with 0 it does not wait and returns 0
   * @return the number of bytes, or -1 after the peer's last byte
   * @throws java.net.SocketException if the peer has reset the connection, or it was closed on our
   *     side, before or during the wait
   * @throws IOException if the connection has failed otherwise
   * @throws BusyException if another task is waiting to read
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    try {
      return Coroutine.trap(new Receive(handle, buffer, offset, length));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Sends bytes. Waits until the operating system has taken all of them.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled or fails half way, a
   * part has been sent, and the exception carries a {@link PartialTransferException} with the
   * number of bytes; usually the connection can then only be closed. Nothing more is sent after it
   * has thrown.
   *
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @throws java.net.SocketException if the peer has closed or reset the connection, or the socket
   *     was closed on our side, before or during the wait
   * @throws IOException if the connection has failed otherwise
   * @throws BusyException if another task is sending
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return;
    }
    beginToSend();
    int sent = 0;
    try {
      while (sent < length) {
        sent += Coroutine.trap(new Send(handle, bytes, offset + sent, length - sent));
      }
    } catch (Throwable thrown) {
      noteCutOff(thrown, sent);
      throw thrown;
    } finally {
      sending = false;
    }
  }

  /**
   * Waits for bytes, and reads as many as are there into several buffers, one after the other. The
   * positions of the buffers advance.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing: no bytes are lost.
   *
   * @param buffers where the bytes go, heap or direct buffers; if none has room, it does not wait
   *     and returns 0
   * @return the number of bytes, or -1 after the peer's last byte
   * @throws IOException if the connection has failed, or was closed on our side
   * @throws BusyException if another task is waiting to read
   * @throws ReadOnlyBufferException if one of them is read-only
   */
  @Async
  public int read(ByteBuffer... buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      if (buffer.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
    }
    if (remaining(buffers) == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    try {
      return Coroutine.trap(new ReceiveScattered(handle, List.of(buffers)));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Sends the bytes of several buffers, one after the other. Waits until the operating system has
   * taken all of them. The positions of the buffers advance. Small buffers are sent together.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled or fails half way, a
   * part has been sent, and the exception carries a {@link PartialTransferException} with the
   * number of bytes.
   *
   * @param buffers the bytes to send, heap or direct buffers
   * @throws IOException if the connection has failed, or was closed on our side
   * @throws BusyException if another task is sending
   */
  @Async
  public void writeAll(ByteBuffer... buffers) throws IOException {
    if (remaining(buffers) == 0) {
      Coroutine.trap(CHECKPOINT);
      return;
    }
    List<ByteBuffer> all = List.of(buffers);
    beginToSend();
    long sent = 0;
    try {
      while (remaining(buffers) > 0) {
        sent += Coroutine.trap(new SendGathered(handle, all));
      }
    } catch (Throwable thrown) {
      noteCutOff(thrown, sent);
      throw thrown;
    } finally {
      sending = false;
    }
  }

  /** The address of our end. */
  final SocketAddress local() throws IOException {
    try {
      return Coroutine.trap(new LocalAddress(handle));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Marks an exception as a failure of this connection, unless it is about this process: a peer is
   * not to blame for the limit on open files.
   */
  final IOException noted(IOException failure) {
    if (!(failure instanceof TooManyOpenFilesException)) {
      StreamFailureException.note(failure, this);
    }
    return failure;
  }

  private void noteCutOff(Throwable thrown, long sent) {
    PartialTransferException.note(thrown, sent);
    if (thrown instanceof IOException failure) {
      IOException _ = noted(failure);
    }
  }

  private static long remaining(ByteBuffer... buffers) {
    return Arrays.stream(buffers).mapToLong(ByteBuffer::remaining).sum();
  }

  /**
   * Sends a part of a file. On Linux the operating system copies a regular file itself (sendfile);
   * otherwise the file is read and sent here. The position of the file is not used, and a slow
   * device does not hold up other tasks.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, a part has been sent, and the
   * exception carries a {@link PartialTransferException} with the number of bytes.
   *
   * @param file a file that is open for reading
   * @param offset the position of the first byte in the file
   * @param count the number of bytes
   * @return the number of bytes sent; fewer than {@code count} only if the file ends before that
   * @throws IOException if the connection or the file has failed, or either was closed on our side
   * @throws java.nio.channels.NonReadableChannelException if the file is not open for reading
   * @throws BusyException if another task is sending
   * @throws IllegalArgumentException if the offset or the count is negative
   */
  @Async
  public long sendFile(AsyncFile file, long offset, long count) throws IOException {
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset and count must not be negative, got " + offset + " and " + count);
    }
    if (count == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    beginToSend();
    try {
      return new FileTransfer(this, file, offset, count).run();
    } finally {
      sending = false;
    }
  }

  private void beginToSend() {
    if (sending) {
      throw new BusyException(
          "another task is sending on this socket: only one at a time may send, so wait"
              + " for its end");
    }
    sending = true;
  }

  /**
   * Sends some of the bytes. Waits until the operating system has taken at least one, and returns
   * the number.
   */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    beginToSend();
    try {
      return Coroutine.trap(new Send(handle, bytes, offset, length));
    } catch (IOException failure) {
      throw noted(failure);
    } finally {
      sending = false;
    }
  }

  /**
   * Closes the sending direction: the peer sees the end of the stream. Receiving is still possible.
   *
   * @throws IOException if the socket was closed on our side
   */
  @Async(Suspension.NEVER)
  public void shutdownOutput() throws IOException {
    try {
      Coroutine.trap(new ShutdownOutput(handle));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Closes the connection. Bytes that were sent still reach the peer, unless bytes of the peer are
   * unread here, or arrive later: then the system may reset the connection, and the peer may lose
   * what was sent. If that must not happen, {@link #shutdownOutput} and read until the end first,
   * with a limit of time. Tasks that wait on it get a {@link java.net.SocketException}. Closing
   * twice is harmless, and closing never waits, even with {@link StandardSocketOptions#SO_LINGER}.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    Handles.close(handle);
  }

  /**
   * Sets a socket option.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value the new value
   * @param <T> the option's type
   * @throws IOException if the operating system refuses, or the socket was closed on our side
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async(Suspension.NEVER)
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    try {
      Coroutine.trap(new SetOption(handle, option, Objects.requireNonNull((Object) value)));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Reads a socket option.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param <T> the option's type
   * @return the value
   * @throws IOException if the operating system refuses, or the socket was closed on our side
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async(Suspension.NEVER)
  public <T> T option(SocketOption<T> option) throws IOException {
    try {
      return Coroutine.trap(new GetOption<>(handle, option));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }
}
