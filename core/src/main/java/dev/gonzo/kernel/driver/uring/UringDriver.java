package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.linux.ErrorNumber;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.LinuxDriver;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.linux.RingBuffers;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.trap.Receive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by requests: what cannot be answered at once is asked of Linux through a ring, all that
 * came together in one system call with the wait.
 *
 * <p>A receive that has to wait becomes a request for the bytes themselves. To accept, connect and
 * send, which seldom wait, it is one for the moment when a system call can succeed.
 */
public final class UringDriver extends LinuxDriver {
  static final int BUFFER_GROUP = 0;

  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int BUFFERS = 256;
  private static final int BUFFER_BYTES = 1 << 14;

  /** So long what is under way may take to end when the driver closes. */
  private static final long PATIENCE_NANOS = 100_000_000;

  private static final int MOST_PATIENCE = 100;

  private final Ring ring;
  private final RingBuffers buffers;
  private final Requests requests;
  private final EventCounter counter;
  private final WakeUp wake;

  /**
   * Opens one.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   * @throws UncheckedIOException if the system has no descriptors left
   */
  public UringDriver() {
    this(SUBMISSIONS, COMPLETIONS, BUFFERS);
  }

  /** Opens one with a ring of other sizes, for those that are to be too small. */
  UringDriver(int submissions, int completions, int bufferCount) {
    ring = Ring.open(calls, submissions, completions);
    try {
      buffers = RingBuffers.open(calls, ring, BUFFER_GROUP, bufferCount, BUFFER_BYTES);
      counter = EventCounter.open(calls);
    } catch (UnsupportedOperationException refused) {
      ring.close();
      throw refused;
    } catch (IOException failure) {
      ring.close();
      throw new UncheckedIOException(failure);
    }
    requests = new Requests(ring);
    wake = new WakeUp(requests, counter);
    wake.begin();
  }

  /** {@return why this driver cannot work here; empty if it can} */
  public static Optional<String> whyUnavailable() {
    Optional<String> reason = SystemCalls.whyUnavailable();
    if (reason.isPresent()) {
      return reason;
    }
    var calls = new SystemCalls();
    try (var ring = Ring.open(calls, 1, 2);
        var _ = RingBuffers.open(calls, ring, BUFFER_GROUP, 1, 1)) {
      return Optional.empty();
    } catch (UnsupportedOperationException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  protected int receive(LoopTask<?> task, Receive asked, LinuxSocket socket) throws Exception {
    Arrival arrival = ((UringSocket) socket).arrival;
    Side side = socket.input;
    side.refuseSecond();
    while (true) {
      socket.requireOpen();
      if (arrival.isHere()) {
        return arrival.take(asked);
      }
      // While a request is under way, it alone may take bytes, or they would come out of order.
      if (!arrival.isUnderWay() && side.isReady()) {
        int count = tryReceive(asked, socket);
        if (count != 0) {
          return count;
        }
      } else {
        int count = arrival.await(task, asked, requests);
        if (count > 0) {
          return count;
        }
      }
    }
  }

  @Override
  public void poll(long nanos) {
    requests.writeRest();
    if (nanos != 0 || ring.wantsToBeEntered()) {
      enter(requests.hasRest() ? 0 : nanos);
    }
    requests.complete();
    while (ring.isOverflown()) {
      enter(0);
      requests.complete();
    }
  }

  private void enter(long nanos) {
    int result = ring.enter(nanos);
    if (result < 0) {
      throw new IllegalStateException("the ring has failed: " + ErrorNumber.text(result));
    }
  }

  @Override
  public void wakeUp() {
    boolean _ = counter.signal();
  }

  @Override
  protected LinuxSocket open(int descriptor, boolean listens, @Nullable InetSocketAddress peer) {
    return new UringSocket(this, requests, buffers, descriptor, listens, peer);
  }

  /**
   * First ends its requests, and lets Linux hear of it: each of them holds the socket open, for its
   * peer and for whoever wants its port; and one that Linux has not heard of yet would be made on
   * the next socket with that descriptor.
   */
  @Override
  protected void release(LinuxSocket socket) {
    if (((UringSocket) socket).cancelRequests()) {
      do {
        requests.writeRest();
        enter(0);
      } while (requests.hasRest() || ring.unsubmitted() > 0);
    }
    super.release(socket);
  }

  /** Waits for the end of all requests: until then Linux may write into the buffers. */
  @Override
  public void close() {
    closeSockets();
    wake.close();
    for (int i = 0; i < MOST_PATIENCE && requests.underWay() > 0; i++) {
      poll(PATIENCE_NANOS);
    }
    ring.close();
    counter.close();
    if (requests.underWay() == 0) {
      buffers.close();
    }
  }
}
