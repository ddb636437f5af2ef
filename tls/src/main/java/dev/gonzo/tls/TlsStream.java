package dev.gonzo.tls;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.sync.Lock;
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
 * A TLS connection: an encrypted stream of bytes after a handshake; see {@link Tls}.
 *
 * <p>One task may read and one may write at the same time; a second reader or writer gets a {@link
 * BusyException}, and the first is not disturbed. The stream ends with the peer's close_notify; if
 * it is missing, a read throws a {@link TruncatedException}. A cancelled read has taken nothing, a
 * cancelled write has sent nothing: the connection can be used after both.
 *
 * <p>For tasks of the kernel on which it was opened.
 */
public final class TlsStream implements ByteStream {
  /**
   * How many bytes are encrypted at once at most: one record, so that other tasks get their turns.
   */
  private static final int MOST = 16 << 10;

  private static final int NOTHING_YET = -2;

  /**
   * How many bytes of answers may be unsent before the reader waits: some dozens of new keys, which
   * a peer asks for one after the other unless it is hostile.
   */
  private static final int MOST_ANSWERS = 1 << 10;

  private final ByteStream stream;
  private final Wire wire;
  private final TlsChannel channel;
  private final HmacDrbg random;
  private final TlsOptions options;

  /** LockHold by the task that sends the bytes on the wire. */
  private final Lock sending = Lock.of("sending over TLS");

  private boolean reading;
  private boolean writing;

  /** How many bytes of records of TLS itself are not yet sent. */
  private long answers;

  /** Whether a task of its own sends them. */
  private boolean answering;

  /** Whether there are encrypted bytes that are not yet sent, although their write has returned. */
  private boolean leftBehind;

  private boolean ended;
  private boolean outputShut;
  private boolean closed;
  private @Nullable SSLException failure;
  private @Nullable Throwable cutOff;

  TlsStream(ByteStream stream, Wire wire, TlsChannel channel, HmacDrbg random, TlsOptions options) {
    this.stream = stream;
    this.wire = wire;
    this.channel = channel;
    this.random = random;
    this.options = options;
  }

  // ---------------------------------------------------------------- reading

  /**
   * Waits until there are bytes, and reads some.
   *
   * <p>Suspends; a checkpoint. A cancelled read has taken nothing.
   *
   * @return how many bytes, or -1 after the peer's close_notify
   * @throws TruncatedException if the stream below has ended without the peer's close_notify
   * @throws SSLException if the data was changed on its way, or is not TLS, or the peer reports a
   *     failure; then the connection is broken
   * @throws SocketException if it is closed on our side
   * @throws IOException if the stream below has failed
   * @throws BusyException if another task waits to read
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (reading) {
      throw new BusyException("another task reads from this TLS stream: only one at a time may");
    }
    reading = true;
    try {
      Coroutine.trap(CHECKPOINT);
      return length == 0 ? 0 : readSome(buffer, offset, length);
    } catch (IOException broken) {
      throw noted(broken);
    } finally {
      reading = false;
    }
  }

  private int readSome(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      if (answers > MOST_ANSWERS) {
        answer();
      } else if (answers > 0 && !answering && !closed) {
        answerBehind();
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

  /** Decrypts received bytes, as many as possible. Never suspends. */
  private int decrypt(byte[] buffer, int offset, int length) throws SSLException {
    long before = wire.produced();
    try {
      int count =
          KernelRandom.from(random, () -> channel.read(ByteBuffer.wrap(buffer, offset, length)));
      if (count < 0 && !channel.shutdownReceived()) {
        throw new SSLException("TLS has ended without giving a reason");
      }
      return count;
    } catch (NeedsReadException more) {
      return NOTHING_YET;
    } catch (NeedsTaskException again) {
      // Only a handshake has tasks, and the only handshake is done.
      throw fail(new SSLException("the peer wants to renegotiate, which is refused"));
    } catch (IOException | RuntimeException | AssertionError broken) {
      throw fail(broken);
    } finally {
      answers += wire.produced() - before;
    }
  }

  /**
   * Waits until the records of TLS itself are sent, so that the peer cannot make them pile up here.
   */
  private void answer() throws IOException {
    try (var _ = sending.acquire()) {
      wire.flush();
      answers = 0;
    }
  }

  /**
   * Sends the records of TLS itself in a new task. If the reader waited for that, and both
   * directions were full, then neither side would read, and all would wait for ever.
   */
  private void answerBehind() {
    answering = true;
    var _ =
        Gonzo.spawnDaemon(
            "an answer of TLS",
            () -> {
              try {
                answer();
              } catch (IOException failed) {
                answers = 0; // it stays unsent: the next write, or close, gets the failure too
              } finally {
                answering = false;
              }
            });
  }

  // ---------------------------------------------------------------- writing

  /**
   * Waits until some of the bytes are encrypted and sent, and returns how many.
   *
   * <p>Suspends; a checkpoint. A cancelled write has taken none. A cancellation that comes after
   * they are encrypted is too late: it waits for the next checkpoint, and the bytes that are not
   * yet sent are still sent, before all that follow.
   *
   * @return how many bytes were taken
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
      throw new BusyException("another task writes to this TLS stream: only one at a time may");
    }
    writing = true;
  }

  private void requireSending() throws IOException {
    requireOpen();
    requireSound();
    if (outputShut) {
      throw new SocketException("cannot write to this TLS stream: its output is shut down");
    }
    if (cutOff != null) {
      throw new SSLException(
          "an earlier write to this TLS stream was cut off after a part was sent; close it",
          cutOff);
    }
  }

  /** Encrypts bytes to the wire. Never suspends. */
  private int encrypt(byte[] bytes, int offset, int length) throws SSLException {
    int taken;
    try {
      taken =
          KernelRandom.from(random, () -> channel.write(ByteBuffer.wrap(bytes, offset, length)));
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
    answers = 0;
  }

  /**
   * Sends the encrypted bytes. They cannot be taken back, since records are numbered: so a write
   * that is cancelled here has happened.
   */
  private void sendOrLeave() throws IOException {
    try {
      flush();
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable arrived) {
      if (!Cancelled.postpone(arrived)) {
        cutOff = arrived; // it is unknown how much was sent
        throw arrived;
      }
      sendBehind();
    }
  }

  /** Sends the rest of the wire in a new task, since no other task may come to send it. */
  private void sendBehind() {
    leftBehind = true;
    var _ =
        Gonzo.spawnDaemon(
            "the rest of a TLS record",
            () -> {
              try (var _ = sending.acquire()) {
                flush();
              } catch (IOException failed) {
                // It stays unsent: the next write, or close, gets the failure too.
              }
            });
  }

  /**
   * Ends the output by sending a close_notify; reading is still possible. Before TLS 1.3 a peer
   * answers by closing the connection.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it can be called again.
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
      ClosingRecords.closeNotify(engine(), random, wire);
      flush();
    } catch (IOException broken) {
      throw noted(broken);
    } finally {
      writing = false;
    }
  }

  // ---------------------------------------------------------------- the end

  /**
   * Closes the connection, and the stream below. Sends the peer what is left, and a close_notify,
   * even if this task is being cancelled; then waits for the peer's close_notify, and drops what it
   * sends before that. It waits for a peer that does not read or answer as long as {@link
   * TlsOptions#withCloseTimeout} says. A task that waits on the connection gets the exception of
   * the stream below. Closing twice is harmless.
   *
   * <p>Suspends; a checkpoint once the close_notify is sent.
   *
   * @throws IOException if written bytes could not be sent; the connection is closed anyway
   */
  @Async
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (stream) {
      // A task that writes is in the middle of a record, so a close_notify after it would not be
      // valid TLS.
      if (!writing) {
        sayFarewell();
      }
    } catch (IOException broken) {
      throw noted(broken);
    }
  }

  /**
   * Records a failure of this stream, as one of the stream below too, by which a server recognises
   * it.
   */
  private IOException noted(IOException broken) {
    StreamFailureException.note(broken, this);
    StreamFailureException.note(broken, stream);
    return broken;
  }

  private void sayFarewell() throws IOException {
    boolean heard;
    try {
      heard = Gonzo.withoutCancellation(this::sendInTime);
    } catch (IOException deaf) {
      if (leftBehind) {
        throw deaf;
      }
      return; // the peer has closed first
    }
    if (!heard && leftBehind) {
      throw new SSLException("closed before the peer has read all that was written");
    }
    if (heard && failure == null && !reading && !ended && !channel.shutdownReceived()) {
      boolean _ = Gonzo.ignoreAfter(options.closeTimeout(), this::awaitLastWords);
    }
  }

  /** Sends the last words within the limit; returns whether they were sent. */
  private boolean sendInTime() throws IOException {
    return options.closeTimeout().isZero()
        ? sendWithoutWaiting()
        : Gonzo.<IOException>ignoreAfter(options.closeTimeout(), this::sendLastWords);
  }

  /**
   * Sends the last words if the stream below takes them without waiting. A limit of zero would be
   * over before the first byte is sent.
   */
  private boolean sendWithoutWaiting() {
    var sent = new boolean[1];
    Task<?> attempt =
        Gonzo.spawnDaemon(
            "the last words of TLS",
            () -> {
              try {
                sendLastWords();
                sent[0] = true;
              } catch (IOException deaf) {
                // The peer has closed first.
              }
            });
    while (attempt.state() == TaskState.READY) {
      Gonzo.yieldNow();
    }
    attempt.cancel();
    return sent[0];
  }

  private void sendLastWords() throws IOException {
    try (var _ = sending.acquire()) {
      if (failure == null) {
        ClosingRecords.closeNotify(engine(), random, wire);
      }
      flush();
    }
  }

  /**
   * Waits for the peer's close_notify. Otherwise the system may send a reset, because bytes were
   * not read, and the peer may lose our last bytes.
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
      // Our close_notify is sent.
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

  /** Marks the stream as broken, and prepares the alert for the peer, which closing sends. */
  private SSLException fail(Throwable broken) {
    SSLException reason =
        broken instanceof SSLException said ? said : new SSLException("TLS has failed", broken);
    failure = reason;
    ClosingRecords.alert(engine(), random, wire);
    return reason;
  }

  // ---------------------------------------------------------------- the connection

  /** {@return the application protocol (ALPN); empty if it was not negotiated} Never suspends. */
  public Optional<String> applicationProtocol() {
    return Optional.ofNullable(engine().getApplicationProtocol()).filter(name -> !name.isEmpty());
  }

  /** {@return the version of TLS: "TLSv1.3", "TLSv1.2"} Never suspends. */
  public String version() {
    return session().getProtocol();
  }

  /** {@return the JDK's name of the cipher suite} Never suspends. */
  public String cipherSuite() {
    return session().getCipherSuite();
  }

  /**
   * {@return the server name that the client has requested (SNI); empty if it requested none} Never
   * suspends.
   */
  public Optional<String> serverName() {
    return Identities.namesAskedFor(session()).stream().findFirst();
  }

  /**
   * {@return the verified certificate chain of the peer: its own certificate, then those of its
   * issuers; empty for a client without a certificate} Never suspends.
   */
  public List<X509Certificate> peerCertificates() {
    try {
      return Arrays.stream(session().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException anonymous) {
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
