package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.CutOff;
import dev.gonzo.stream.StreamFailure;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.GetOption;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.ReceiveScattered;
import dev.gonzo.trap.Send;
import dev.gonzo.trap.SendGathered;
import dev.gonzo.trap.SetOption;
import dev.gonzo.trap.ShutdownOutput;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: a TCP {@link Socket}, or a {@link UnixSocket}.
 *
 * <p>One task may receive and one may send at the same time; a second receiver or sender meets a
 * {@link BusyException}, and the first is not disturbed. A peer that does not read suspends {@link
 * #sendAll}: nothing is buffered here.
 *
 * <p>For tasks of the kernel that opened it.
 */
public abstract sealed class StreamSocket implements ByteStream permits Socket, UnixSocket {
  /** What the kernel knows it by. */
  final Handle handle;

  private boolean sending;

  StreamSocket(Handle handle) {
    this.handle = handle;
  }

  /**
   * Receives bytes into the whole buffer, as {@link #receive(byte[], int, int)} does.
   *
   * @param buffer whereto
   * @return how many came, or -1 after the peer's last byte
   * @throws IOException if the connection has failed, or is closed on our side
   */
  @Async
  public int receive(byte[] buffer) throws IOException {
    return receive(buffer, 0, buffer.length);
  }

  /**
   * Waits until bytes have come, and takes some.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing: what arrives is there for the next.
   *
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many; with 0 it waits for nothing and answers 0
   * @return how many came, or -1 after the peer's last byte
   * @throws java.net.SocketException if the peer has reset the connection, or it was closed on our
   *     side, before or while this waits
   * @throws IOException if the connection has failed otherwise
   * @throws BusyException if another task waits to receive
   * @throws IndexOutOfBoundsException if the buffer has no such part
   */
  @Async
  public int receive(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
      return 0;
    }
    try {
      return Coroutine.trap(new Receive(handle, buffer, offset, length));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Sends all bytes, as {@link #sendAll(byte[], int, int)} does.
   *
   * @param bytes what to send
   * @throws IOException if the connection has failed, or is closed on our side
   */
  @Async
  public void sendAll(byte[] bytes) throws IOException {
    sendAll(bytes, 0, bytes.length);
  }

  /**
   * Waits until the system has taken all bytes.
   *
   * <p>Suspends while the peer does not read; a checkpoint. Cut off half way, a part is sent, and
   * what is thrown carries a {@link CutOff} that tells how much; the connection can then hardly be
   * used for more than closing it. Nothing is sent after it has thrown.
   *
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @throws java.net.SocketException if the peer has gone, or the socket was closed on our side,
   *     before or while this waits
   * @throws IOException if the connection has failed otherwise
   * @throws BusyException if another task is sending
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  @Async
  public void sendAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
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
   * Waits until bytes have come, and fills buffers with some, one after the other; their positions
   * move by that.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing: what arrives is there for the next.
   *
   * @param buffers whereto, on the heap or not; where none has room it waits for nothing and
   *     answers 0
   * @return how many came, or -1 after the peer's last byte
   * @throws IOException if the connection has failed, or is closed on our side
   * @throws BusyException if another task waits to receive
   * @throws ReadOnlyBufferException if one of them is read-only
   */
  @Async
  public int receive(ByteBuffer... buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      if (buffer.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
    }
    if (remaining(buffers) == 0) {
      Coroutine.trap(new Checkpoint());
      return 0;
    }
    try {
      return Coroutine.trap(new ReceiveScattered(handle, List.of(buffers)));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Waits until the system has taken all bytes of the buffers, one after the other; their positions
   * move by what was sent. Small ones go together.
   *
   * <p>Suspends while the peer does not read; a checkpoint. Cut off half way, a part is sent, and
   * what is thrown carries a {@link CutOff} that tells how much.
   *
   * @param buffers wherefrom, on the heap or not
   * @throws IOException if the connection has failed, or is closed on our side
   * @throws BusyException if another task is sending
   */
  @Async
  public void sendAll(ByteBuffer... buffers) throws IOException {
    if (remaining(buffers) == 0) {
      Coroutine.trap(new Checkpoint());
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

  /** A failure of this connection, which it says from now on. */
  final IOException noted(IOException failure) {
    StreamFailure.note(failure, this);
    return failure;
  }

  private void noteCutOff(Throwable thrown, long sent) {
    CutOff.note(thrown, sent);
    if (thrown instanceof IOException failure) {
      StreamFailure.note(failure, this);
    }
  }

  private static long remaining(ByteBuffer... buffers) {
    return Arrays.stream(buffers).mapToLong(ByteBuffer::remaining).sum();
  }

  /**
   * Sends a part of a file. On Linux the system copies a plain file by itself (sendfile); otherwise
   * it is read and sent here. Neither its own position nor a slow device matter to others.
   *
   * <p>Suspends; a checkpoint. Cut off half way, a part is sent, and what is thrown carries a
   * {@link CutOff} that tells how much.
   *
   * @param file open to be read
   * @param offset of the first byte
   * @param count how many
   * @return how many were sent: fewer only if the file ends before
   * @throws IOException if the connection or the file has failed, or one is closed on our side
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
      Coroutine.trap(new Checkpoint());
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
          "another task is sending on this socket: one at a time may, let it finish");
    }
    sending = true;
  }

  /** Does what {@link #receive(byte[], int, int)} does. */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return receive(buffer, offset, length);
  }

  /** Waits until the system has taken some of the bytes, and tells how many. */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
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

  /** Does what {@link #sendAll(byte[], int, int)} does. */
  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    sendAll(bytes, offset, length);
  }

  /**
   * Tells the peer that no more bytes will come; receiving goes on.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IOException if the socket is closed on our side
   */
  @Async
  public void shutdownOutput() throws IOException {
    try {
      Coroutine.trap(new ShutdownOutput(handle));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }

  /**
   * Closes the connection: what was sent still reaches the peer. Whoever waits on it is woken with
   * a {@link java.net.SocketException}. Closing twice is harmless.
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
   * Sets a socket option.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param value its new value
   * @param <T> the option's type
   * @throws IOException if the system refuses, or the socket is closed on our side
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async
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
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param option one of {@link StandardSocketOptions}
   * @param <T> the option's type
   * @return its value
   * @throws IOException if the system refuses, or the socket is closed on our side
   * @throws UnsupportedOperationException if the kernel does not know the option
   */
  @Async
  public <T> T option(SocketOption<T> option) throws IOException {
    try {
      return Coroutine.trap(new GetOption<>(handle, option));
    } catch (IOException failure) {
      throw noted(failure);
    }
  }
}
