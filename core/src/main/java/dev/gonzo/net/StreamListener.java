package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.Accept;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket that takes connections: a {@link Listener} of TCP, or a {@link UnixListener}.
 *
 * @param <S> what it gives out
 */
public abstract sealed class StreamListener<S extends StreamSocket> implements AutoCloseable
    permits Listener, UnixListener {
  private static final Reports REPORTS = Reports.of("net");
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** What the kernel knows it by. */
  final Handle handle;

  /** Where a server waits whose limit is reached. */
  final WaitQueue room = new WaitQueue();

  private final ListenOptions options;
  private boolean closed;
  private boolean pauseReported;
  private boolean lossReported;

  StreamListener(Handle handle, ListenOptions options) {
    this.handle = handle;
    this.options = options;
  }

  /** Makes a socket of a connection that was accepted. */
  abstract S socket(Handle accepted) throws IOException;

  /**
   * Waits for a connection. While the system gives out no more descriptors, is short of memory, or
   * forbids it, this pauses, says so once, and goes on when that is over; connections wait
   * meanwhile. A connection that has failed before it could be used is closed, and this waits for
   * the next.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken none: one that arrives is there for the
   * next.
   *
   * @return the connection
   * @throws java.net.SocketException if the listener was closed, before or while this waits
   * @throws IOException if the system refuses
   * @throws dev.gonzo.BusyException if another task waits to accept
   */
  @Async
  public S accept() throws IOException {
    while (true) {
      Handle accepted;
      try {
        accepted = Coroutine.trap(new Accept(handle));
      } catch (TooManyOpenFilesException | AcceptRefusedException notNow) {
        reportPause(notNow);
        Gonzo.sleep(PAUSE);
        continue;
      }
      pauseReported = false;
      try {
        S socket = socket(accepted);
        lossReported = false;
        return socket;
      } catch (IOException unusable) {
        reportLoss(unusable);
      }
    }
  }

  private void reportLoss(IOException unusable) {
    if (!lossReported) {
      lossReported = true;
      REPORTS.log(
          System.Logger.Level.WARNING,
          "a connection that " + this + " has accepted could not be used, and was closed",
          unusable);
    }
  }

  private void reportPause(SocketException notNow) {
    if (!pauseReported) {
      pauseReported = true;
      REPORTS.log(
          System.Logger.Level.WARNING,
          "accepting on " + this + " pauses: " + notNow.getMessage(),
          null);
    }
  }

  /**
   * Accepts connections and runs a handler for each, in a task of its own, until it is cancelled or
   * the listener is closed. Then it first closes the listener, so that new clients are refused at
   * once and another program can listen there; connections that no {@code accept} has taken yet are
   * reset, and nothing was read from them. Then it cancels the handlers that still run, with the
   * {@link ListenOptions#grace grace} that the listener gives them, and waits for their end. Each
   * connection is closed when its handler ends. A handler that fails does not disturb the others:
   * its failure is reported.
   *
   * <p>While as many connections are served as the listener's limit allows, it accepts none: they
   * wait in the system, which refuses them when its own queue is full.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param handler what to do with a connection
   * @throws IOException if accepting fails; when the listener is closed, it returns
   */
  @Async
  public void serve(Handler<? super S> handler) throws IOException {
    new Service<>(this, handler, options).run();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Stops listening: connections that were not accepted are refused, whoever waits is woken with a
   * {@link java.net.SocketException}. Closing twice is harmless.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    closed = true;
    Trap<@Nullable Void> close = new Close(handle); // never fails
    Coroutine.trap(close);
    int _ = Coroutine.trap(new Wake(room, Integer.MAX_VALUE));
  }
}
