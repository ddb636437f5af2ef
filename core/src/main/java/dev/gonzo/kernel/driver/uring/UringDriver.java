package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.OpenFailures;
import dev.gonzo.kernel.driver.Probe;
import dev.gonzo.kernel.driver.linux.BufferRing;
import dev.gonzo.kernel.driver.linux.CallFailures;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.LinuxDriver;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.ProcessTrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver that uses io_uring for sockets and files. Operations that cannot complete at once are
 * requested through a ring, all of them in one system call together with the wait.
 *
 * <p>Discussion: a connection's bytes go through the ring in both directions, without a system call
 * of their own. {@link Receiving} and {@link SendQueue} say what limits them: at most one buffer of
 * bytes is ahead of the program in each direction, so the system stops a peer as it always does.
 * Where Linux has no buffers to choose from, and for listeners, datagrams and pipes, it requests
 * readiness, and a plain call does the rest.
 */
public final class UringDriver extends LinuxDriver {
  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;

  private static final Probe PROBE = new Probe();

  static {
    // Loaded now, because without a free descriptor no class can be loaded from a directory, and
    // this exception reports exactly that.
    RuntimeException _ =
        OpenFailures.unchecked(CallFailures.of("open io_uring", -ErrorNumber.EMFILE));
  }

  private final Ring ring;
  private final Requests requests;
  final RingFiles files;
  final SendQueue sends;
  final @Nullable BufferRing buffers;
  private final SendsAtExit sendsAtExit;
  private final EventCounter counter;
  private final WakeUp wake;

  /**
   * Opens the driver.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   * @throws UncheckedIOException if the system refuses, with a {@link
   *     dev.gonzo.TooManyOpenFilesException} as its cause if there are no descriptors left. Nothing
   *     stays open then
   */
  public UringDriver() {
    this(SUBMISSIONS, COMPLETIONS, BufferRing.FEW, BufferRing.MOST);
  }

  /** Opens the driver with a ring of the given sizes; tests use sizes that are too small. */
  UringDriver(int submissions, int completions, int buffers, int mostBuffers) {
    // In the order in which they are closed: the ring before what it refers to.
    List<Runnable> opened = new ArrayList<>();
    try {
      ring = Ring.open(calls, submissions, completions);
      opened.add(ring::close);
      counter = EventCounter.open(calls);
      opened.add(counter::close);
      requests = new Requests(ring);
      files = new RingFiles(requests);
      opened.add(files::close);
      sends = new SendQueue(ring, requests);
      opened.add(sends::close);
      this.buffers = BufferRing.register(calls, ring, buffers, mostBuffers).orElse(null);
      if (this.buffers == null) {
        sends.refuse(); // nor does so old a Linux send all bytes of a request
      } else {
        opened.add(this.buffers::close);
      }
      wake = new WakeUp(requests, counter);
      wake.begin();
      sendsAtExit = new SendsAtExit(sends, this::wakeUp); // last: the JVM keeps its hook
    } catch (Throwable refused) {
      opened.forEach(Runnable::run);
      throw OpenFailures.unchecked(refused);
    }
  }

  /**
   * {@return why this driver cannot work here; empty if it can} Tries it, since a sandbox may allow
   * a ring to be created but not to be entered.
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
  public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
      throws Exception {
    return files.answer(task, trap, threads);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    sends.submit(); // a child may be what the peer waits for, or may hold this thread up
    return super.answer(task, trap, threads);
  }

  @Override
  protected Object send(LoopTask<?> task, Send asked, LinuxSocket socket) throws Exception {
    var own = (UringSocket) socket;
    own.output.requireFree();
    own.requireOpen();
    int failure = own.takeSendFailure();
    if (failure != 0) {
      throw sendFailure(socket, failure);
    }
    boolean isEntrySoon = sends.isEntrySoon() || task.isAnotherReady();
    int count = own.send(asked.buffer(), asked.offset(), asked.length(), isEntrySoon);
    return count > 0 ? count : super.send(task, asked, socket);
  }

  @Override
  protected @Nullable Object shutdownOutput(LinuxSocket socket) throws IOException {
    var own = (UringSocket) socket;
    if (!own.isSending()) {
      return super.shutdownOutput(socket);
    }
    own.requireOpen();
    own.shutDownAfterwards();
    own.outputIsShut();
    return null;
  }

  /** Shuts the output of a socket down, whose last bytes are sent. */
  void shutDown(LinuxSocket socket) {
    int _ = sockets.shutdownOutput(socket.descriptor); // refused only if the peer has gone
  }

  /** Shuts a socket down in both directions, whose stream has a hole. */
  void shutDownBoth(LinuxSocket socket) {
    int _ = sockets.shutdownInput(socket.descriptor);
    shutDown(socket);
  }

  @Override
  public void poll(long nanos) {
    files.begin();
    sends.write();
    long untilCancel = sends.cancelLeft();
    requests.writeRest();
    if (nanos != 0 || ring.wantsToBeEntered()) {
      enter(requests.hasRest() ? 0 : atMost(nanos, untilCancel));
    }
    requests.complete();
    while (ring.isOverflown()) {
      enter(0);
      requests.complete();
    }
    sendsAtExit.polled();
  }

  /** The shorter of two waits; a negative one has no limit. */
  private static long atMost(long nanos, long other) {
    return nanos < 0 ? other : other < 0 ? nanos : Math.min(nanos, other);
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
   * Cancels its requests first, and submits that. Each request keeps the socket open, towards its
   * peer and on its port; and one that is not yet submitted would go to the next socket with that
   * descriptor. A send is submitted and not cancelled: it keeps the socket open until its bytes are
   * sent.
   */
  @Override
  protected void release(LinuxSocket socket) {
    var own = (UringSocket) socket;
    try {
      if (own.endRequests()) {
        sends.write();
        own.leaveSend(socket.discardsAtClose());
        do {
          requests.writeRest();
          enter(0);
        } while (requests.hasRest() || ring.unsubmitted() > 0);
      }
    } catch (OutOfMemoryError full) {
      // The descriptor stays open: a request that Linux has not seen yet would go to its next
      // owner.
      throw full;
    } catch (RuntimeException failedRing) {
      super.release(socket); // which submits nothing any more
      throw failedRing;
    }
    super.release(socket);
  }

  /**
   * Waits for the end of all requests, so that the resources that they hold are free when this
   * returns.
   */
  @Override
  public void close() {
    try {
      sends.refuse();
      closeSockets();
    } finally {
      try {
        files.end();
        wake.close();
        awaitRequests();
      } finally {
        free();
      }
    }
  }

  private void awaitRequests() {
    long end = System.nanoTime() + SendQueue.PATIENCE_NANOS;
    for (long left; requests.underWay() > 0 && (left = end - System.nanoTime()) > 0; ) {
      poll(left);
    }
  }

  private void free() {
    try {
      sendsAtExit.close();
      ring.close();
    } finally {
      counter.close();
      if (requests.underWay() == 0) {
        files.close();
        sends.close();
        if (buffers != null) {
          buffers.close();
        }
      }
    }
  }
}
