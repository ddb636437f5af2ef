package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailure;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.Checkpoint;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import tlschannel.NeedsReadException;
import tlschannel.NeedsTaskException;
import tlschannel.TlsChannel;

/**
 * A stream of bytes that is encrypted on its way, between peers that have shaken hands: see {@link
 * Tls}.
 *
 * <p>One task may read and one may write at the same time; a second reader or writer meets a {@link
 * BusyException}, and the first is not disturbed. The end is the peer's close_notify: a stream that
 * ends without one meets a {@link TruncatedException}. A cancelled read has taken nothing, a
 * cancelled write has sent nothing: the connection goes on after both.
 *
 * <p>For tasks of the kernel on which it was opened.
 */
public final class TlsStream implements ByteStream {
  /** At most so much is encrypted at once: one record, so that the others have their turn. */
  private static final int MOST = 16 << 10;

  private static final int NOTHING_YET = -2;

  private final ByteStream stream;
  private final Wire wire;
  private final TlsChannel channel;
  private final TlsOptions options;

  /** Held by whoever sends what is on the wire. */
  private final Lock sending = Lock.of("sending over TLS");

  private boolean reading;
  private boolean writing;

  /** TLS itself has something to say to the peer, and it is for the reader to wait for that. */
  private boolean answering;

  /** What a write has returned for, and is not sent yet. */
  private boolean leftBehind;

  private boolean ended;
  private boolean outputShut;
  private boolean closed;
  private @Nullable SSLException failure;
  private @Nullable Throwable cutOff;

  TlsStream(ByteStream stream, Wire wire, TlsChannel channel, TlsOptions options) {
    this.stream = stream;
    this.wire = wire;
    this.channel = channel;
    this.options = options;
  }

  // ---------------------------------------------------------------- reading

  /**
   * Waits until bytes have come, and takes some.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @return how many came, or -1 after the peer's close_notify
   * @throws TruncatedException if the stream below has ended without the peer's close_notify
   * @throws SSLException if what has come was changed on its way, or is no TLS, or the peer reports
   *     a failure; the connection is broken then
   * @throws SocketException if it is closed on our side
   * @throws IOException if the stream below has failed
   * @throws BusyException if another task waits to read
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (reading) {
      throw new BusyException("another task reads from this TLS stream: one at a time may");
    }
    reading = true;
    try {
      Coroutine.trap(new Checkpoint());
      return length == 0 ? 0 : readSome(buffer, offset, length);
    } catch (IOException broken) {
      throw noted(broken);
    } finally {
      reading = false;
    }
  }

  private int readSome(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      if (answering) {
        answer();
      }
      requireOpen();
      requireSound();
      int count = decrypt(buffer, offset, length);
      if (count != NOTHING_YET) {
        return count;
      }
      if (ended || !wire.fill()) {
        ended = true;
        throw new TruncatedException();
      }
    }
  }

  /** Takes what can be decrypted of what has come. Never suspends. */
  private int decrypt(byte[] buffer, int offset, int length) throws SSLException {
    long before = wire.produced();
    try {
      int count = channel.read(ByteBuffer.wrap(buffer, offset, length));
      if (count < 0 && !channel.shutdownReceived()) {
        throw new SSLException("TLS has ended, and does not say why");
      }
      return count;
    } catch (NeedsReadException more) {
      return NOTHING_YET;
    } catch (NeedsTaskException again) {
      // Only a handshake has tasks, and the one that there is to be is done.
      throw fail(new SSLException("the peer wants to renegotiate, which is refused"));
    } catch (IOException | RuntimeException | AssertionError broken) {
      throw fail(broken);
    } finally {
      answering |= wire.produced() != before;
    }
  }

  /** Waits until the peer has what TLS itself answers it: it cannot make us gather answers. */
  private void answer() throws IOException {
    try (var _ = sending.acquire()) {
      wire.flush();
      answering = false;
    }
  }

  // ---------------------------------------------------------------- writing

  /**
   * Waits until some of the bytes are encrypted and sent, and tells how many.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken none. A cancellation that comes when they
   * are encrypted comes too late: it waits for the next checkpoint, and what is not sent by then is
   * sent all the same, before all that follows.
   *
   * @return how many of them were taken
   * @throws SSLException if the peer has closed the connection, or it is broken
   * @throws SocketException if it is closed on our side
   * @throws IOException if the stream below has failed
   * @throws BusyException if another task is writing
   */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    beginToWrite();
    try (var _ = sending.acquire()) {
      requireSending();
      flush();
      requireSending(); // still
      int taken = length == 0 ? 0 : encrypt(bytes, offset, Math.min(length, MOST));
      sendOrLeave();
      return taken;
    } catch (IOException broken) {
      throw noted(broken);
    } finally {
      writing = false;
    }
  }

  private void beginToWrite() {
    if (writing) {
      throw new BusyException("another task writes to this TLS stream: one at a time may");
    }
    writing = true;
  }

  private void requireSending() throws IOException {
    requireOpen();
    requireSound();
    if (outputShut) {
      throw new SocketException("nothing is sent any more on this TLS stream: its output is shut");
    }
    if (cutOff != null) {
      throw new SSLException(
          "a write to this TLS stream was cut off when a part was on its way; close it", cutOff);
    }
  }

  /** Puts bytes on the wire. Never suspends. */
  private int encrypt(byte[] bytes, int offset, int length) throws SSLException {
    int taken;
    try {
      taken = channel.write(ByteBuffer.wrap(bytes, offset, length));
    } catch (IOException | RuntimeException | AssertionError broken) {
      throw fail(broken);
    }
    if (taken == 0) {
      throw new SSLException("the peer has closed this TLS connection: nothing can be sent");
    }
    return taken;
  }

  private void flush() throws IOException {
    wire.flush();
    leftBehind = false;
    answering = false;
  }

  /**
   * Sends what was encrypted. It cannot be taken back, for the records are numbered: so a write
   * that is cancelled here has happened.
   */
  private void sendOrLeave() throws IOException {
    try {
      flush();
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable arrived) {
      if (!Coroutine.postpone(arrived)) {
        cutOff = arrived; // how far this went nobody can tell
        throw arrived;
      }
      sendBehind();
    }
  }

  /** Goes on with what is on the wire when nobody else may come to send it. */
  private void sendBehind() {
    leftBehind = true;
    var _ =
        Gonzo.spawnDaemon(
            "the rest of a TLS record",
            () -> {
              try (var _ = sending.acquire()) {
                flush();
              } catch (IOException failed) {
                // It stays left behind: whoever writes next, or closes, meets the failure too.
              }
            });
  }

  /**
   * Tells the peer that no more bytes will come (close_notify); reading goes on. Before TLS 1.3 a
   * peer answers by closing the connection.
   *
   * <p>Suspends; a checkpoint. Cut off, it can be called again.
   *
   * @throws SSLException if the connection is broken
   * @throws SocketException if it is closed on our side
   * @throws IOException if the stream below has failed
   * @throws BusyException if another task is writing
   */
  @Async
  public void shutdownOutput() throws IOException {
    beginToWrite();
    try (var _ = sending.acquire()) {
      requireOpen();
      requireSound();
      outputShut = true;
      LastWords.closeNotify(engine(), wire);
      flush();
    } catch (IOException broken) {
      throw noted(broken);
    } finally {
      writing = false;
    }
  }

  // ---------------------------------------------------------------- the end

  /**
   * Closes the connection, and the stream below. The peer is sent what is left, and a close_notify,
   * even if this task is being cancelled; then its own close_notify is awaited, and what it sends
   * before that is dropped. A peer that does not read, or does not answer, is waited for as long as
   * {@link TlsOptions#withCloseTimeout} says. Whoever waits on the connection meets the exception
   * of the stream below. Closing twice is harmless.
   *
   * <p>Suspends; a checkpoint once the close_notify is sent.
   *
   * @throws IOException if something that was written could not be sent; it is closed all the same
   */
  @Async
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (stream) {
      // One who writes stands in the middle of a record: what comes after that is no TLS.
      if (!writing) {
        sayFarewell();
      }
    } catch (IOException broken) {
      throw noted(broken);
    }
  }

  /** A failure of this stream, and of the one below, which a server knows. */
  private IOException noted(IOException broken) {
    StreamFailure.note(broken, this);
    StreamFailure.note(broken, stream);
    return broken;
  }

  private void sayFarewell() throws IOException {
    boolean heard;
    try {
      heard =
          Gonzo.withoutCancellation(
              () -> Gonzo.<IOException>ignoreAfter(options.closeTimeout(), this::sendLastWords));
    } catch (IOException deaf) {
      if (leftBehind) {
        throw deaf;
      }
      return; // the peer has gone before us
    }
    if (!heard && leftBehind) {
      throw new SSLException("closed before the peer has read all that was written");
    }
    if (heard && failure == null && !reading && !ended && !channel.shutdownReceived()) {
      boolean _ = Gonzo.ignoreAfter(options.closeTimeout(), this::awaitLastWords);
    }
  }

  private void sendLastWords() throws IOException {
    try (var _ = sending.acquire()) {
      if (failure == null) {
        LastWords.closeNotify(engine(), wire);
      }
      flush();
    }
  }

  /**
   * Otherwise the system tells the peer, by a reset, that bytes were not read: it may lose ours.
   */
  private void awaitLastWords() {
    var dropped = new byte[MOST];
    reading = true;
    try {
      int count;
      do {
        count = decrypt(dropped, 0, dropped.length);
      } while (count >= 0 || (count == NOTHING_YET && wire.fill()));
    } catch (IOException deaf) {
      // Ours are said.
    }
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("this TLS stream is closed");
    }
  }

  private void requireSound() throws SSLException {
    if (failure != null) {
      throw new SSLException("this TLS stream is broken: " + failure.getMessage(), failure);
    }
  }

  /** Nothing goes on after this but the alert that tells the peer, which closing sends. */
  private SSLException fail(Throwable broken) {
    SSLException reason =
        broken instanceof SSLException said ? said : new SSLException("TLS has failed", broken);
    failure = reason;
    LastWords.alert(engine(), wire);
    return reason;
  }

  // ---------------------------------------------------------------- who and how

  /** {@return what is spoken over TLS (ALPN); empty if it was not negotiated} Never suspends. */
  public Optional<String> applicationProtocol() {
    return Optional.ofNullable(engine().getApplicationProtocol()).filter(name -> !name.isEmpty());
  }

  /** {@return the version of TLS: "TLSv1.3", "TLSv1.2"} Never suspends. */
  public String version() {
    return session().getProtocol();
  }

  /** {@return the cipher suite, as the JDK calls it} Never suspends. */
  public String cipherSuite() {
    return session().getCipherSuite();
  }

  /** {@return the name that the client has asked for (SNI); empty if for none} Never suspends. */
  public Optional<String> serverName() {
    return Identities.namesAskedFor(session()).stream().findFirst();
  }

  /**
   * {@return the certificates that the peer has proved to be the owner of: its own, then those that
   * vouch for it; empty for a client that showed none} Never suspends.
   */
  public List<X509Certificate> peerCertificates() {
    try {
      return Arrays.stream(session().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException nobody) {
      return List.of();
    }
  }

  /** {@return the JDK's session, which several connections may share} Never suspends. */
  public SSLSession session() {
    return engine().getSession();
  }

  SSLEngine engine() {
    return channel.getSslEngine();
  }

  @Override
  public String toString() {
    return "TlsStream[" + version() + ", " + stream + "]";
  }
}
