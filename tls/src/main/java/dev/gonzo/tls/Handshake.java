package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
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
  private final HmacDrbg random;
  private @Nullable TlsChannel channel;
  private volatile Awaited awaited = Awaited.PEER;

  /** What a handshake waits for, for the message if it takes too long. */
  private enum Awaited {
    /** The contents of the files of keys and certificates. */
    FILES,
    /** A thread for the next computation. */
    THREAD,
    /** Bytes of the peer, or the end of a computation. */
    PEER
  }

  private Handshake(ByteStream stream, TlsOptions options, Side side, HmacDrbg random) {
    this.stream = stream;
    this.options = options;
    this.side = side;
    this.random = random;
    this.wire = new Wire(stream);
  }

  /** Reads the files of the options now, so that errors in them are reported now. */
  @Async
  static void prepare(TlsOptions options) throws IOException {
    SSLContext _ = context(options, _ -> {});
  }

  /**
   * The JDK's context. If there is none yet, reads the files, and creates it outside the kernel.
   *
   * @param waits called with what is waited for from now on
   */
  @Async
  private static SSLContext context(TlsOptions options, Consumer<Awaited> waits)
      throws IOException {
    SSLContext present = options.credentials().contextOrNull();
    if (present != null) {
      return present;
    }
    waits.accept(Awaited.FILES);
    KeyFiles files = KeyFiles.read(options.credentials().files());
    waits.accept(Awaited.THREAD);
    return outside(() -> {
      waits.accept(Awaited.PEER);
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
    try {
      var handshake = new Handshake(stream, options, side, KernelRandom.generator());
      Duration limit = options.handshakeTimeout();
      if (!Gonzo.<IOException>ignoreAfter(limit, handshake::run)) {
        throw handshake.late(limit);
      }
      return new TlsStream(
          stream,
          handshake.wire,
          Objects.requireNonNull(handshake.channel),
          handshake.random,
          options);
    } catch (Throwable failed) {
      try (stream) {
        throw failed;
      }
    }
  }

  private SSLException late(@Nullable Duration limit) {
    return switch (awaited) {
      case FILES ->
          new SSLHandshakeException(
              "the files "
                  + options.credentials().files()
                  + " were not read within "
                  + limit
                  + ", so the TLS handshake is given up: check the device that they are on");
      case THREAD ->
          new SSLHandshakeException(
              "no thread was free for the TLS handshake within "
                  + limit
                  + ", so it is given up: "
                  + Tls.HANDSHAKES
                  + "; -Dgonzo.threads.tls sets how many there are");
      case PEER ->
          ofPeer(
              new SSLHandshakeException(
                  "the peer has not finished the TLS handshake within "
                      + limit
                      + ", so it is given up"));
    };
  }

  @Async
  private void run() throws IOException {
    SSLContext context = context(options, now -> awaited = now);
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
    awaited = Awaited.THREAD;
    try {
      return outside(() -> KernelRandom.from(random, () -> compute(context)));
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
    awaited = Awaited.PEER;
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
      ClosingRecords.alert(channel.getSslEngine(), random, wire);
    }
  }

  /** Marks a failure as one of this connection, and not of our own keys. */
  private SSLException ofPeer(SSLException failure) {
    StreamFailureException.note(failure, stream);
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
        ? ClientTlsChannel.newBuilder(wire, engine)
            .withRunTasks(false)
            .withEncryptedBufferAllocator(RecordBuffers.SHARED)
            .build()
        : ServerTlsChannel.newBuilder(wire, context)
            .withEngineFactory(_ -> engine)
            .withRunTasks(false)
            .withEncryptedBufferAllocator(RecordBuffers.SHARED)
            .build();
  }
}
