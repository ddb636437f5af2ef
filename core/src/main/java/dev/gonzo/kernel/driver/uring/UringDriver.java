package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.FileAnswers;
import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.OpenFailures;
import dev.gonzo.kernel.driver.Probe;
import dev.gonzo.kernel.driver.linux.CallFailures;
import dev.gonzo.kernel.driver.linux.ErrorNumber;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.LinuxDriver;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.trap.Trap;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sockets and files by requests: what cannot be answered at once is asked of Linux through a ring,
 * all that came together in one system call with the wait.
 *
 * <p>Discussion: a socket's request is for the moment when a system call can succeed, and not for
 * the bytes themselves. That was measured: it costs no more; and so a connection that waits has no
 * buffer, a cancelled task leaves nothing behind, and bytes stay in the system, which stops the
 * peer, until somebody takes them.
 */
public final class UringDriver extends LinuxDriver {
  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;

  private static final Probe PROBE = new Probe();

  static {
    // Without a descriptor no class can be loaded from a directory: so what says that there is none
    // is loaded now.
    RuntimeException _ =
        OpenFailures.unchecked(CallFailures.of("open io_uring", -ErrorNumber.EMFILE));
  }

  /** So long what is under way may take to end when the driver closes. */
  private static final long PATIENCE_NANOS = 100_000_000;

  private static final int MOST_PATIENCE = 100;

  private final Ring ring;
  private final Requests requests;
  final RingFiles files;
  private final EventCounter counter;
  private final WakeUp wake;

  /**
   * Opens one.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   * @throws UncheckedIOException if the system refuses; of a {@link
   *     dev.gonzo.TooManyOpenFilesException} if it has no descriptors left. Nothing stays open then
   */
  public UringDriver() {
    this(SUBMISSIONS, COMPLETIONS);
  }

  /** Opens one with a ring of other sizes, for those that are to be too small. */
  UringDriver(int submissions, int completions) {
    Ring opened = null;
    try {
      opened = Ring.open(calls, submissions, completions);
      counter = EventCounter.open(calls);
    } catch (Throwable refused) {
      if (opened != null) {
        opened.close();
      }
      throw OpenFailures.unchecked(refused);
    }
    ring = opened;
    requests = new Requests(ring);
    files = new RingFiles(requests);
    wake = new WakeUp(requests, counter);
    wake.begin();
  }

  /**
   * {@return why this driver cannot work here; empty if it can} Tries it once: a sandbox may let a
   * ring be made and refuse to let it be entered.
   */
  public static Optional<String> whyUnavailable() {
    return SystemCalls.whyUnavailable()
        .or(() -> PROBE.whyUnavailable("io_uring", UringDriver::new));
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Trap.Files<?> trap, FileAnswers threads)
      throws Exception {
    return files.answer(task, trap, threads);
  }

  @Override
  public void poll(long nanos) {
    files.begin();
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
  protected LinuxSocket open(int descriptor, boolean listens, @Nullable SocketAddress peer) {
    return new UringSocket(this, requests, descriptor, listens, peer);
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

  /** Waits for the end of all requests, so that what they hold is free when this returns. */
  @Override
  public void close() {
    try {
      closeSockets();
      files.end();
      wake.close();
      for (int i = 0; i < MOST_PATIENCE && requests.underWay() > 0; i++) {
        poll(PATIENCE_NANOS);
      }
    } finally {
      ring.close();
      counter.close();
      if (requests.underWay() == 0) {
        files.close();
      }
    }
  }
}
