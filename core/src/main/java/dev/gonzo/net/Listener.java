package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.Accept;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.LocalAddress;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket that takes TCP connections.
 *
 * <p>For tasks of the kernel that opened it.
 */
public final class Listener implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger("dev.gonzo.net");
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Handle handle;
  private boolean pauseReported;

  Listener(Handle handle) {
    this.handle = handle;
  }

  /**
   * Waits for a connection. While the system gives out no more descriptors, it pauses, says so
   * once, and goes on when there are some again; connections wait meanwhile.
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
  public Socket accept() throws IOException {
    while (true) {
      try {
        Socket socket = Socket.of(Coroutine.trap(new Accept(handle)));
        pauseReported = false;
        return socket;
      } catch (TooManyOpenFilesException full) {
        reportPause(full);
        Gonzo.sleep(PAUSE);
      }
    }
  }

  private void reportPause(TooManyOpenFilesException full) throws IOException {
    if (!pauseReported) {
      pauseReported = true;
      LOGGER.log(
          System.Logger.Level.WARNING,
          "accepting on " + localAddress() + " pauses: " + full.getMessage());
    }
  }

  /**
   * Accepts connections and runs a handler for each, in a task of its own, until it is cancelled or
   * the listener is closed; then cancels the handlers that still run, and waits for their end. Each
   * connection is closed when its handler ends. A handler that fails does not disturb the others:
   * its failure is reported.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param handler what to do with a connection
   * @throws IOException if accepting fails; when the listener is closed, it returns
   */
  @Async
  public void serve(Handler handler) throws IOException {
    new Service(this, handler).run();
  }

  boolean isClosed() {
    try {
      InetSocketAddress _ = localAddress();
      return false;
    } catch (IOException closed) {
      return true;
    }
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
    Trap<@Nullable Void> close = new Close(handle); // never fails
    Coroutine.trap(close);
  }

  /**
   * {@return the address on which it listens: with the port that the system chose}
   *
   * @throws IOException if the listener is closed
   */
  @Async
  public InetSocketAddress localAddress() throws IOException {
    return Coroutine.trap(new LocalAddress(handle));
  }
}
