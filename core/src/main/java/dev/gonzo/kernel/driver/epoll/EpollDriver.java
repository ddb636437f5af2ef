package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.OpenFailures;
import dev.gonzo.kernel.driver.Probe;
import dev.gonzo.kernel.driver.linux.CallFailures;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.LinuxDriver;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver that waits with epoll, for readiness: a system call is tried when it may succeed, and
 * otherwise the task waits for the event that reports so. Every socket is registered once,
 * edge-triggered, for both directions.
 */
public final class EpollDriver extends LinuxDriver {
  /** How many events are taken from the system at once. */
  private static final int EVENTS = 512;

  private static final long WAKE_UP = -1;

  private static final Probe PROBE = new Probe();

  static {
    // Loaded now, because without a free descriptor no class can be loaded from a directory, and
    // this exception reports exactly that.
    RuntimeException _ = OpenFailures.unchecked(CallFailures.of("open epoll", -ErrorNumber.EMFILE));
  }

  private final Epoll epoll;
  private final EventCounter wake;
  private int generations;

  /**
   * Opens the driver.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   * @throws UncheckedIOException if the system refuses, with a {@link
   *     dev.gonzo.TooManyOpenFilesException} as its cause if there are no descriptors left. Nothing
   *     stays open then
   */
  public EpollDriver() {
    Epoll opened = null;
    EventCounter counter = null;
    try {
      opened = Epoll.open(calls, EVENTS);
      counter = EventCounter.open(calls);
      check("register the wake-up", opened.add(counter.descriptor(), Epoll.EPOLLIN, WAKE_UP));
    } catch (Throwable refused) {
      if (counter != null) {
        counter.close();
      }
      if (opened != null) {
        opened.close();
      }
      throw OpenFailures.unchecked(refused);
    }
    epoll = opened;
    wake = counter;
  }

  /**
   * {@return why this driver cannot work here; empty if it can} Tries it, since a sandbox may
   * refuse one of its system calls.
   */
  public static Optional<String> whyUnavailable() {
    return SystemCalls.whyUnavailable().or(() -> PROBE.whyUnavailable("epoll", EpollDriver::new));
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public void poll(long nanos) {
    int count = nanos == 0 ? epoll.poll() : epoll.waitUpTo(nanos < 0 ? Epoll.FOREVER : nanos);
    if (count < 0) {
      // The kernel must not go on, since no waiting task would ever be woken.
      throw new IllegalStateException("the wait for events has failed: " + ErrorNumber.text(count));
    }
    for (int i = 0; i < count; i++) {
      long data = epoll.data(i);
      if (data == WAKE_UP) {
        long _ = wake.drain();
        continue;
      }
      // An event for a socket that is closed by now must not reach the next socket with that
      // descriptor.
      if (openSocket((int) data) instanceof EpollSocket socket
          && socket.generation == (int) (data >>> 32)) {
        socket.event(epoll.events(i));
      }
    }
  }

  @Override
  public void wakeUp() {
    boolean _ = wake.signal();
  }

  @Override
  public void close() {
    closeSockets();
    wake.close();
    epoll.close();
  }

  @Override
  protected LinuxSocket open(int descriptor, boolean listens, @Nullable SocketAddress peer)
      throws IOException {
    var socket = new EpollSocket(this, descriptor, ++generations & 0x7fff_ffff, listens, peer);
    long data = (long) socket.generation << 32 | descriptor;
    check("register a socket", epoll.add(descriptor, EpollSocket.INTEREST, data));
    return socket;
  }

  private static void check(String operation, int result) throws IOException {
    if (result < 0) {
      throw CallFailures.of(operation, result);
    }
  }
}
