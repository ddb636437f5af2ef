package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailure;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tlschannel.ClientTlsChannel;
import tlschannel.NeedsReadException;
import tlschannel.NeedsTaskException;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/**
 * The TLS handshake of one connection.
 *
 * <p>A handshake takes milliseconds of computing, and the first one in a JVM, which loads hundreds
 * of classes, takes a tenth of a second: so each of its steps runs in a thread outside the kernel.
 * Between two steps the task sends and receives in the kernel, as usual.
 */
final class Handshake {
  /** Creates the engine of a client or a server. */
  @FunctionalInterface
  interface Side {
    SSLEngine engine(SSLContext context);
  }

  /** A computation that takes long. */
  @FunctionalInterface
  private interface Computation<T> {
    T compute() throws IOException;
  }

  private final ByteStream stream;
  private final TlsOptions options;
  private final Side side;
  private final Wire wire;
  private @Nullable TlsChannel channel;
  // True until a thread has taken the step that this task waits for.
  private volatile boolean waitsForThread;

  private Handshake(ByteStream stream, TlsOptions options, Side side) {
    this.stream = stream;
    this.options = options;
    this.side = side;
    this.wire = new Wire(stream);
  }

  /** Reads the files of the options now, so that errors in them are reported now. */
  @Async
  static void prepare(TlsOptions options) throws IOException {
    SSLContext _ = context(options, () -> {});
  }

  /**
   * The JDK's context. If there is none yet, reads the files, and creates it outside the kernel.
   *
   * @param begins called by the thread that creates it
   */
  @Async
  private static SSLContext context(TlsOptions options, Runnable begins) throws IOException {
    SSLContext present = options.credentials().contextOrNull();
    if (present != null) {
      return present;
    }
    KeyFiles files = KeyFiles.read(options.credentials().files());
    return outside(() -> {
      begins.run();
      return create(options, files);
    });
  }

  private static SSLContext create(TlsOptions options, KeyFiles files) throws IOException {
    try {
      return options.credentials().context(files);
    } catch (GeneralSecurityException unusable) {
      throw new SSLException("no TLS with these keys: " + unusable.getMessage(), unusable);
    }
  }

  /** Waits for the handshake. If it fails, or is cancelled, the stream is closed. */
  @Async
  static TlsStream over(ByteStream stream, TlsOptions options, Side side) throws IOException {
    var handshake = new Handshake(stream, options, side);
    try {
      Duration limit = options.handshakeTimeout();
      if (!Gonzo.<IOException>ignoreAfter(limit, handshake::run)) {
        throw handshake.late(limit);
      }
      return new TlsStream(
          stream, handshake.wire, Objects.requireNonNull(handshake.channel), options);
    } catch (Throwable failed) {
      try (stream) {
        throw failed;
      }
    }
  }

  private SSLException late(@Nullable Duration limit) {
    return waitsForThread
        ? new SSLHandshakeException(
            "no thread was free for the TLS handshake within "
                + limit
                + ", so it is given up: "
                + Tls.HANDSHAKES
                + "; -Dgonzo.threads.tls sets how many there are")
        : ofPeer(
            new SSLHandshakeException(
                "the peer has not finished the TLS handshake within "
                    + limit
                    + ", so it is given up"));
  }

  @Async
  private void run() throws IOException {
    waitsForThread = true;
    SSLContext context = context(options, () -> waitsForThread = false);
    while (true) {
      boolean done = step(context);
      wire.flush();
      if (done) {
        return;
      }
      if (!wire.fill()) {
        throw ofPeer(
            new SSLHandshakeException(
                "the peer has closed the connection during the TLS handshake"));
      }
    }
  }

  @Async
  private boolean step(SSLContext context) throws IOException {
    waitsForThread = true;
    try {
      return outside(() -> compute(context));
    } catch (SSLException failure) {
      tellPeer(failure);
      throw failure;
    }
  }

  /** Runs a computation outside the kernel, which must not be held up. */
  @Async
  private static <T> T outside(Computation<T> computation) throws IOException {
    try {
      return Gonzo.runInThread(Tls.HANDSHAKES, computation::compute);
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception other) {
      throw new AssertionError("a computation threw an undeclared exception", other);
    }
  }

  @Async
  private void tellPeer(SSLException failure) {
    try {
      wire.flush();
    } catch (IOException unheard) {
      failure.addSuppressed(unheard);
    }
  }

  /**
   * Computes as far as possible with the bytes received. Returns whether the handshake is done.
   * Outside the kernel.
   */
  private boolean compute(SSLContext context) throws IOException {
    waitsForThread = false;
    if (channel == null) {
      channel = open(context);
    }
    try {
      return advance(channel);
    } catch (NeedsReadException more) {
      return false;
    } catch (SSLException refused) {
      throw ofPeer(refused);
    } catch (IOException | RuntimeException | AssertionError senseless) {
      // From tls-channel: for records that are too long, and whatever else it does not expect.
      throw ofPeer(new SSLHandshakeException("the peer violates the TLS protocol", senseless));
    } finally {
      LastWords.alert(channel.getSslEngine(), wire);
    }
  }

  /** Marks a failure as one of this connection, and not of our own keys. */
  private SSLException ofPeer(SSLException failure) {
    StreamFailure.note(failure, stream);
    return failure;
  }

  private static boolean advance(TlsChannel channel) throws IOException {
    while (true) {
      try {
        channel.handshake();
        return true;
      } catch (NeedsTaskException needed) {
        needed.getTask().run();
      }
    }
  }

  private TlsChannel open(SSLContext context) {
    SSLEngine engine = side.engine(context);
    return engine.getUseClientMode()
        ? ClientTlsChannel.newBuilder(wire, engine).withRunTasks(false).build()
        : ServerTlsChannel.newBuilder(wire, context)
            .withEngineFactory(_ -> engine)
            .withRunTasks(false)
            .build();
  }
}
