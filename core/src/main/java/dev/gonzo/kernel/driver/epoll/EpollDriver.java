package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.kernel.Driver;
import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.Sockets;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.trap.Accept;
import dev.gonzo.trap.Close;
import dev.gonzo.trap.Connect;
import dev.gonzo.trap.GetOption;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Listen;
import dev.gonzo.trap.LocalAddress;
import dev.gonzo.trap.Receive;
import dev.gonzo.trap.RemoteAddress;
import dev.gonzo.trap.Resolve;
import dev.gonzo.trap.Send;
import dev.gonzo.trap.SetOption;
import dev.gonzo.trap.ShutdownOutput;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by readiness: a system call is tried when it may succeed, and otherwise the task waits
 * for the event that says so.
 *
 * <p>Every socket is registered once, edge-triggered, for both directions. An echo then costs what
 * it costs in C: one receive, one send, and its share of one wait for all that is ready.
 */
public final class EpollDriver implements Driver {
  /** So many events are taken from the system at once. */
  private static final int EVENTS = 512;

  private static final long WAKE_UP = -1;

  private final SystemCalls calls = new SystemCalls();
  private final Sockets sockets = new Sockets(calls);
  private final Connections connections = new Connections(this, sockets);
  private final Transfers transfers = new Transfers(sockets);
  private final Options options = new Options(sockets);
  private final Epoll epoll;
  private final EventCounter wake;
  private @Nullable EpollSocket[] byDescriptor = new @Nullable EpollSocket[64];
  private int generations;

  /**
   * Opens one.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   * @throws UncheckedIOException if the system has no descriptors left
   */
  public EpollDriver() {
    try {
      epoll = Epoll.open(calls, EVENTS);
      wake = EventCounter.open(calls);
      check("register the wake-up", epoll.add(wake.descriptor(), Epoll.READABLE, WAKE_UP));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@return why this driver cannot work here; empty if it can} */
  public static Optional<String> whyUnavailable() {
    return SystemCalls.whyUnavailable();
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == Trap.Net.class;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Trap.Net<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked -> transfers.receive(task, asked, connection(asked.socket()));
      case Send asked -> transfers.send(task, asked, connection(asked.socket()));
      case Accept asked -> connections.accept(task, asked, listener(asked.listener()));
      case Close asked -> close(own(asked.handle()));
      case Connect asked -> connections.connect(task, asked);
      case Listen asked -> connections.listen(asked);
      case ShutdownOutput asked -> connections.shutdownOutput(connection(asked.socket()));
      case LocalAddress asked -> connections.localAddress(own(asked.handle()));
      case RemoteAddress asked -> peer(connection(asked.socket()));
      case SetOption asked -> options.set(own(asked.handle()), asked.option(), asked.value());
      case GetOption<?> asked -> options.get(own(asked.handle()), asked.option());
      case Resolve asked -> throw new UnsupportedTrapException(name(), asked);
    };
  }

  @Override
  public void poll(long nanos) {
    int count = nanos == 0 ? epoll.poll() : epoll.waitUpTo(nanos < 0 ? Epoll.FOREVER : nanos);
    for (int i = 0; i < count; i++) {
      long data = epoll.data(i);
      if (data == WAKE_UP) {
        long _ = wake.drain();
        continue;
      }
      int descriptor = (int) data;
      EpollSocket socket = byDescriptor[descriptor];
      // An event that was on its way when its socket was closed does not reach the next owner.
      if (socket != null && socket.generation == (int) (data >>> 32)) {
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
    for (EpollSocket socket : byDescriptor) {
      if (socket != null) {
        Object _ = close(socket);
      }
    }
    wake.close();
    epoll.close();
  }

  /** Takes a descriptor on: from now on its events are heard, and the driver closes it. */
  EpollSocket register(int descriptor, boolean listens, @Nullable InetSocketAddress peer)
      throws IOException {
    if (descriptor >= byDescriptor.length) {
      byDescriptor = Arrays.copyOf(byDescriptor, Math.max(descriptor + 1, byDescriptor.length * 2));
    }
    var socket = new EpollSocket(this, descriptor, ++generations & 0x7fff_ffff, listens, peer);
    long data = (long) socket.generation << 32 | descriptor;
    int result = epoll.add(descriptor, EpollSocket.INTEREST, data);
    if (result < 0) {
      calls.close(descriptor);
      throw Failures.of("register a socket", result);
    }
    byDescriptor[descriptor] = socket;
    return socket;
  }

  /** Closes a descriptor that was never registered. */
  void discard(int descriptor) {
    calls.close(descriptor);
  }

  @Nullable Object close(EpollSocket socket) {
    if (!socket.isClosed()) {
      byDescriptor[socket.descriptor] = null;
      calls.close(socket.descriptor);
      socket.markClosed();
    }
    return null;
  }

  private EpollSocket own(Handle handle) {
    if (handle instanceof EpollSocket socket && socket.driver == this) {
      return socket;
    }
    throw new IllegalArgumentException("the handle belongs to another kernel");
  }

  private EpollSocket connection(Handle handle) {
    EpollSocket socket = own(handle);
    if (socket.listens) {
      throw new IllegalArgumentException("a listener only accepts: use the sockets it gives out");
    }
    return socket;
  }

  private EpollSocket listener(Handle handle) {
    EpollSocket socket = own(handle);
    if (!socket.listens) {
      throw new IllegalArgumentException("a connection accepts nothing: use a listener");
    }
    return socket;
  }

  private static InetSocketAddress peer(EpollSocket socket) {
    if (socket.peer == null) {
      throw new AssertionError("a connection without a peer");
    }
    return socket.peer;
  }

  private static void check(String operation, int result) throws IOException {
    if (result < 0) {
      throw Failures.of(operation, result);
    }
  }
}
