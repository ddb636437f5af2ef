package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.InPlace;
import dev.gonzo.Suspension;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.report.Log;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

/**
 * A socket that accepts connections: a TCP {@link Listener} or a {@link UnixListener}.
 *
 * @param <S> the kind of socket that it accepts
 */
public abstract sealed class StreamListener<S extends StreamSocket> implements AutoCloseable
    permits Listener, UnixListener {
  private static final Log LOG = Log.of("net");
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The kernel's handle for it. */
  final Handle handle;

  /** A server waits here when its connection limit is reached. */
  final WaitQueue room = new WaitQueue();

  private final ListenOptions options;
  private boolean closed;
  private boolean serving;
  private boolean pauseReported;
  private boolean lossReported;

  StreamListener(Handle handle, ListenOptions options) {
    this.handle = handle;
    this.options = options;
  }

  /** Wraps an accepted connection. */
  abstract S socket(Handle accepted) throws IOException;

  /**
   * Waits for a connection. If the operating system refuses because it has no more descriptors or
   * memory, or forbids it, this method pauses, logs that once, and retries; meanwhile connections
   * wait in the system. A connection that fails before it can be used is closed, and this method
   * waits for the next one.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has accepted no connection.
   *
   * @return the connection
   * @throws java.net.SocketException if the listener was closed, before or during the wait
   * @throws IOException if the operating system refuses
   * @throws BusyException if another task is waiting to accept
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
      LOG.log(
          System.Logger.Level.WARNING,
          "a connection accepted on " + this + " could not be used, and was closed",
          unusable);
    }
  }

  private void reportPause(SocketException notNow) {
    if (!pauseReported) {
      pauseReported = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "accepting on " + this + " pauses: " + notNow.getMessage(),
          null);
    }
  }

  /**
   * Accepts connections, and runs a handler for each in its own task, until it is cancelled or the
   * listener is closed. Then it first closes the listener, so that new clients are refused at once
   * and another program can listen on the address; connections that have not been accepted are
   * reset, and nothing was read from them. After that, it cancels the remaining handlers, after the
   * {@link ListenOptions#grace grace period} of the listener, and waits for their end. Each
   * connection is closed when its handler ends. If a handler fails, the failure is logged, and the
   * others are not affected.
   *
   * <p>While the connection limit of the listener is reached, no connection is accepted: clients
   * wait in the system's queue, and are refused when it is full.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param handler serves a connection
   * @throws IOException if accepting fails; when the listener is closed, it returns
   * @throws BusyException if another task serves or accepts here; the listener stays open for that
   *     task
   */
  @Async
  public void serve(@Elsewhere Handler<? super S> handler) throws IOException {
    serve(handler, () -> {});
  }

  /**
   * Equivalent to {@link #serve(Handler)}, and reports when the server begins to stop, so that a
   * protocol can announce it to its clients.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param handler serves a connection
   * @param stopping called once, when the listener was closed and before the grace period begins,
   *     in the task that serves; it must not suspend. Handlers that it lets end are awaited within
   *     the grace period
   * @throws IOException if accepting fails; when the listener is closed, it returns
   * @throws BusyException if another task serves or accepts here; the listener stays open for that
   *     task
   */
  @Async
  public void serve(@Elsewhere Handler<? super S> handler, @InPlace Runnable stopping)
      throws IOException {
    if (serving) {
      throw new BusyException(
          "another task serves on this listener already: only one at a time may, so let it finish");
    }
    serving = true;
    try {
      new AcceptLoop<>(this, handler, options, stopping).run();
    } finally {
      serving = false;
    }
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Stops listening: connections that were not accepted are refused, and a task that waits to
   * accept gets a {@link java.net.SocketException}. Closing twice is harmless.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    closed = true;
    Handles.close(handle);
    int _ = Coroutine.trap(new Wake(room, Integer.MAX_VALUE));
  }
}
