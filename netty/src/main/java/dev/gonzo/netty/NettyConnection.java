package dev.gonzo.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection, with the bytes that have arrived and were not received yet, and the one piece that
 * is being sent.
 *
 * <p>A piece that the system does not take at once stays with Netty until it does. The next send
 * waits for that, and so do shutting down the output and closing, as they do in the system.
 */
final class NettyConnection extends NettySocket {
  /** How long a closed connection tries to send the rest to a peer that takes nothing. */
  private static final long LINGER_SECONDS = 10;

  private final DuplexChannel channel;
  private final ArrayDeque<ByteBuf> received = new ArrayDeque<>(2);
  private @Nullable InetSocketAddress remoteAddress;
  private @Nullable Throwable sendFailure;
  private @Nullable Throwable loss;
  private boolean inputEnded;
  private boolean sending;
  private boolean outputEnded;
  private boolean closing;
  private @Nullable Future<?> linger;

  NettyConnection(NettyDriver driver, DuplexChannel channel) {
    super(driver, channel, false);
    this.channel = channel;
  }

  // ---------------------------------------------------------------- in

  @Override
  void received(Object message) {
    if (message instanceof ByteBuf bytes && !isClosed()) {
      received.add(bytes);
    } else {
      var _ = ReferenceCountUtil.release(message);
    }
  }

  @Override
  void inputEnded() {
    inputEnded = true;
  }

  boolean hasReceived() {
    return !received.isEmpty();
  }

  boolean isInputEnded() {
    return inputEnded;
  }

  /** Copies the bytes that have arrived into the buffers. Returns how many; 0 if there are none. */
  int take(List<ByteBuffer> buffers) {
    int taken = 0;
    for (ByteBuffer buffer : buffers) {
      taken += take(buffer);
    }
    return taken;
  }

  private int take(ByteBuffer buffer) {
    int before = buffer.remaining();
    for (ByteBuf first = received.peek(); first != null && buffer.hasRemaining(); ) {
      int count = Math.min(buffer.remaining(), first.readableBytes());
      first.readBytes(buffer.slice(buffer.position(), count));
      buffer.position(buffer.position() + count);
      if (!first.isReadable()) {
        boolean _ = received.remove().release();
        first = received.peek();
      }
    }
    return before - buffer.remaining();
  }

  @Override
  void release() {
    received.forEach(ReferenceCountUtil::release);
    received.clear();
  }

  // ---------------------------------------------------------------- out

  boolean isSending() {
    return sending;
  }

  @Nullable Throwable sendFailure() {
    return sendFailure;
  }

  private void failed(Throwable failure) {
    sendFailure = failure;
    if (!inputEnded && Failures.isLoss(failure)) {
      loss = failure;
    }
  }

  /**
   * The failure of a send that shows that the connection is lost, so that the end of the input is
   * not the end of what the peer sent; null if there is none.
   */
  @Nullable Throwable loss() {
    return loss;
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  /** Passes a piece to Netty, and returns its length in bytes. On the loop's own stack. */
  int send(List<ByteBuffer> buffers, int mostBytes) {
    ByteBuf piece = gathered(buffers, mostBytes);
    int bytes = piece.readableBytes();
    skip(buffers, bytes);
    sending = true;
    var _ =
        channel
            .writeAndFlush(piece)
            .addListener(sent -> {
              sending = false;
              if (!sent.isSuccess()) {
                failed(sent.cause());
              }
              if (closing) {
                closeChannel();
              } else if (outputEnded) {
                endOutput();
              }
              outputEvent(sendFailure != null);
            });
    return bytes;
  }

  /**
   * Returns a copy of the first bytes. If it fails because the caller's memory was freed, nothing
   * has changed.
   */
  private ByteBuf gathered(List<ByteBuffer> buffers, int mostBytes) {
    long offered = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    ByteBuf piece = channel.alloc().ioBuffer((int) Math.min(offered, mostBytes));
    try {
      for (ByteBuffer buffer : buffers) {
        int count = Math.min(buffer.remaining(), mostBytes - piece.readableBytes());
        var _ = piece.writeBytes(buffer.slice(buffer.position(), count));
      }
    } catch (Throwable gone) {
      boolean _ = piece.release();
      throw gone;
    }
    return piece;
  }

  private static void skip(List<ByteBuffer> buffers, int bytes) {
    int left = bytes;
    for (ByteBuffer buffer : buffers) {
      int count = Math.min(buffer.remaining(), left);
      buffer.position(buffer.position() + count);
      left -= count;
    }
  }

  /** Shuts down the output. On the loop's own stack. */
  void shutdownOutput() {
    outputEnded = true;
    if (!sending) {
      endOutput();
    }
  }

  private void endOutput() {
    // The peer has already gone; the next receive reports it.
    var _ = channel.shutdownOutput();
  }

  // ---------------------------------------------------------------- both

  void connected() {
    if (channel.remoteAddress() instanceof InetSocketAddress address) {
      remoteAddress = nameless(address);
    }
  }

  InetSocketAddress remoteAddress() {
    if (remoteAddress == null) {
      throw new AssertionError("a connection without its peer");
    }
    return remoteAddress;
  }

  String peer() {
    return remoteAddress == null ? "a peer that is gone" : Failures.text(remoteAddress);
  }

  @Override
  void closeChannel() {
    if (sending && channel.isActive() && !closing && !discards()) {
      closing = true;
      linger = channel.eventLoop().schedule(this::closeNow, LINGER_SECONDS, TimeUnit.SECONDS);
      return;
    }
    if (linger != null) {
      boolean _ = linger.cancel(false);
    }
    closeNow();
  }

  private void closeNow() {
    var _ = channel.close();
  }

  /** Whether the user has set SO_LINGER to 0, to close without sending the rest. */
  private boolean discards() {
    Integer seconds = channel.config().getOption(ChannelOption.SO_LINGER);
    return seconds != null && seconds == 0;
  }
}
