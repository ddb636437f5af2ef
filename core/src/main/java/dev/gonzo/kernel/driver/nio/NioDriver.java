package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.OpenFailures;
import dev.gonzo.kernel.driver.Probe;
import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The driver that uses the JDK's channels, selectors and processes, on any system and without any
 * flag.
 *
 * <p>Known traits of these, and how this driver handles them. A close does not wake a select, but
 * here both happen on the kernel's thread. A closed channel keeps its descriptor until the next
 * select, so each close is followed by a select. An interrupt closes a channel only while it
 * blocks, and these are non-blocking. A selector waits in milliseconds, so a timer may be up to one
 * late, but never early.
 */
public final class NioDriver implements Driver {
  private static final long NANOS_A_MILLISECOND = 1_000_000;

  private static final Probe PROBE = new Probe();

  static {
    // Loaded now, because without a free descriptor no class can be loaded from a directory, and
    // this exception reports exactly that.
    RuntimeException _ =
        OpenFailures.unchecked(
            Failures.during("open a selector", new IOException("Too many open files")));
  }

  private final Selector selector;
  private final WakeUp wakeUp;
  private final Connections connections;
  private final Datagrams datagrams;
  private final Pairs pairs;
  private final Transfers transfers = new Transfers();
  private final Children children = new Children(this);
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final Consumer<SelectionKey> event = NioDriver::event;

  /**
   * Opens the driver.
   *
   * @throws UncheckedIOException if the system refuses, with a {@link
   *     dev.gonzo.TooManyOpenFilesException} as its cause if there are no descriptors left. Nothing
   *     stays open then
   */
  public NioDriver() {
    Selector opened = null;
    try {
      opened = Selector.open();
      wakeUp = new WakeUp(opened);
    } catch (IOException refused) {
      Failures.closeAfter(refused, opened);
      throw OpenFailures.unchecked(Failures.during("open a selector", refused));
    }
    selector = opened;
    connections = new Connections(this, selector);
    datagrams = new Datagrams(this, selector);
    pairs = new Pairs(this, selector);
  }

  /** {@return why this driver cannot work here; empty if it can} Tries it. */
  public static Optional<String> whyUnavailable() {
    return PROBE.whyUnavailable("nio", NioDriver::new);
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == NetTrap.class || group == ProcessTrap.class;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    return children.answer(task, trap, threads);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked ->
          asked.socket() instanceof NioSocket
              ? transfers.receive.run(task, asked, connection(asked.socket()))
              : children.output(asked.socket()).receive(task, asked);
      case Send asked ->
          asked.socket() instanceof NioSocket
              ? transfers.send.run(task, asked, connection(asked.socket()))
              : children.input(asked.socket()).send(task, asked);
      case Accept asked -> connections.accept.run(task, asked, listener(asked.listener()));
      case Close asked -> children.close(asked.handle()) ? null : close(own(asked.handle()));
      case Connect asked -> connections.connect(task, asked);
      case Listen asked -> connections.listen(asked);
      case ShutdownOutput asked -> connections.shutdownOutput(own(asked.socket()));
      case LocalAddress asked -> connections.localAddress(own(asked.handle()));
      case RemoteAddress asked -> connections.remoteAddress(own(asked.socket()));
      case ReceiveScattered asked ->
          transfers.receiveScattered.run(task, asked, connection(asked.socket()));
      case SendGathered asked ->
          transfers.sendGathered.run(task, asked, connection(asked.socket()));
      case SendFile asked -> throw new UnsupportedTrapException(name(), asked);
      case ReceiveFrom asked -> datagrams.receive.run(task, asked, datagrams(asked.socket()));
      case SendTo asked -> datagrams.send.run(task, asked, datagrams(asked.socket()));
      case OpenDatagrams asked -> datagrams.open(asked);
      case OpenPair _ -> pairs.open();
      case JoinGroup asked -> datagrams.join(own(asked.socket()), asked.group(), asked.by());
      case LeaveGroup asked -> datagrams.leave(own(asked.socket()), asked.group(), asked.by());
      case SetOption asked -> Options.set(own(asked.handle()), asked.option(), asked.value());
      case GetOption<?> asked -> Options.get(own(asked.handle()), asked.option());
      case Resolve asked -> throw new UnsupportedTrapException(name(), asked);
    };
  }

  @Override
  public void poll(long nanos) {
    // A task may have queued an action, or a select in between may have used up the wake-up for
    // one.
    select(posted.isEmpty() ? nanos : 0);
    runPosted();
  }

  private void select(long nanos) {
    try {
      if (nanos == 0) {
        selector.selectNow(event);
      } else {
        // A selector takes 0 for "without limit", where we use -1.
        selector.select(event, nanos < 0 ? 0 : Math.ceilDiv(nanos, NANOS_A_MILLISECOND));
      }
      // A stray interrupt of the kernel's thread would end every select at once.
      boolean _ = Thread.interrupted();
    } catch (IOException failure) {
      throw new UncheckedIOException("the selector has failed", failure);
    }
  }

  /**
   * Queues an action for the next poll, and wakes the kernel. Any thread but the kernel's. What it
   * reports comes only once, so this waits for memory if there is none.
   */
  void post(Runnable action) {
    boolean added = false;
    while (true) {
      try {
        if (!added) {
          added = posted.add(action);
        }
        wakeUp.say();
        return;
      } catch (OutOfMemoryError full) {
        LockSupport.parkNanos(NANOS_A_MILLISECOND);
      }
    }
  }

  /** Queues an action for the next poll, to run on the loop's own stack. On the kernel's thread. */
  void soon(Runnable action) {
    // Without a wake-up: a task must not block on a lock here, or the loop would go on without it,
    // and the action could run before the task is suspended.
    posted.add(action);
  }

  /** Runs the actions that are queued. */
  void runPosted() {
    for (Runnable action = posted.poll(); action != null; action = posted.poll()) {
      try {
        action.run();
      } catch (OutOfMemoryError full) {
        action.run(); // once more: what it reports comes only once
      }
    }
  }

  private static void event(SelectionKey key) {
    if (key.isValid()) {
      switch (key.attachment()) {
        case NioSocket socket -> socket.event();
        case WakeUp wakeUp -> wakeUp.drain();
        default -> throw new AssertionError(key.attachment());
      }
    }
  }

  @Override
  public void wakeUp() {
    wakeUp.say();
  }

  @Override
  public void close() {
    children.close();
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (key.attachment() instanceof NioSocket socket) {
        Object _ = close(socket);
      }
    }
    try {
      wakeUp.close();
      selector.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("the selector could not be closed", failure);
    }
  }

  @Nullable Object close(NioSocket socket) {
    if (!socket.isClosed()) {
      try (NetworkChannel _ = socket.channel()) {
        socket.removeFile();
      } catch (IOException failure) {
        // The descriptor is closed anyway, and there is nothing to be done about the failure.
      }
      socket.markClosed();
      select(0); // without running queued actions: this is a task's own stack
    }
    return null;
  }

  private NioSocket connection(Handle handle) {
    NioSocket socket = own(handle);
    SocketChannel _ = socket.connection();
    return socket;
  }

  private NioSocket listener(Handle handle) {
    NioSocket socket = own(handle);
    ServerSocketChannel _ = socket.listener();
    return socket;
  }

  private NioSocket datagrams(Handle handle) {
    NioSocket socket = own(handle);
    DatagramChannel _ = socket.datagrams();
    return socket;
  }

  private NioSocket own(Handle handle) {
    if (handle instanceof NioSocket socket && socket.driver == this) {
      return socket;
    }
    throw WrongHandle.ofAnotherKernel();
  }
}
