package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
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
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the drivers for Linux: the system calls that answer traps, and the open
 * sockets. The drivers differ in how they wait and how events reach them.
 *
 * <p>A non-blocking call is tried first, on the task's own stack, whenever it may succeed. An echo
 * then costs what it costs in C: one receive, one send, and its share of one wait for all.
 */
public abstract class LinuxDriver implements Driver {
  private static final Handle UNKNOWN = new Handle() {};
  private static volatile boolean isSwitchLinked;

  /** The system calls of this kernel. */
  protected final SystemCalls calls = new SystemCalls();

  /** The system calls on sockets. */
  protected final Sockets sockets = new Sockets(calls);

  private final Transfers transfers = new Transfers(sockets);
  private final Processes processes = new Processes(this, calls);
  private final PolledInput standardInput = new PolledInput(this, calls, sockets);
  private final Options options = new Options(sockets);
  private final Connections connections = new Connections(this, sockets, options);
  private final Datagrams datagrams = new Datagrams(this, sockets, options);
  private @Nullable LinuxSocket[] byDescriptor = new @Nullable LinuxSocket[64];

  /**
   * Creates a driver without sockets.
   *
   * @throws UnsupportedOperationException if system calls cannot be made here; the message says why
   */
  protected LinuxDriver() {}

  @Override
  public boolean supports(Class<?> group) {
    return group == NetTrap.class || group == ProcessTrap.class;
  }

  @Override
  @SuppressWarnings("IfChainToSwitch")
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    // Not a pattern switch: that would be linked at the first process, while all tasks wait.
    if (trap instanceof StartProcess asked) {
      return processes.start(task, asked, threads);
    } else if (trap instanceof WaitForProcess asked) {
      return processes.await(task, asked, process(asked.process()), threads);
    } else if (trap instanceof WaitForGroup asked) {
      return processes.awaitGroup(task, asked, process(asked.process()), threads);
    } else if (trap instanceof SignalProcess asked) {
      return processes.signal(process(asked.process()), asked);
    }
    throw new AssertionError(trap);
  }

  @Override
  public final Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads)
      throws Exception {
    return transfers.sendFile(task, asked, connection(asked.socket()), threads);
  }

  @Override
  public @Nullable Object answer(
      LoopTask<?> task, ReadStandardInput trap, StandardInputAnswers thread) throws Exception {
    return standardInput.read(task, trap, thread);
  }

  private LinuxProcess process(Handle handle) {
    if (handle instanceof LinuxProcess process && process.driver == this) {
      return process;
    }
    throw WrongHandle.notHere("a process");
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked -> transfers.receive.run(task, asked, connection(asked.socket()));
      case Send asked -> send(task, asked, connection(asked.socket()));
      case Accept asked -> connections.accept.run(task, asked, listener(asked.listener()));
      case Close asked when asked.handle() instanceof LinuxProcess process ->
          processes.close(process(process));
      case Close asked -> close(own(asked.handle()));
      case Connect asked -> connections.connect(task, asked);
      case Listen asked -> connections.listen(asked);
      case ShutdownOutput asked -> shutdownOutput(connection(asked.socket()));
      case LocalAddress asked -> connections.localAddress(own(asked.handle()));
      case RemoteAddress asked -> peer(own(asked.socket()));
      case ReceiveScattered asked ->
          transfers.receiveScattered.run(task, asked, takesBuffers(asked.socket()));
      case SendGathered asked ->
          transfers.sendGathered.run(task, asked, takesBuffers(asked.socket()));
      case SendFile asked -> throw new UnsupportedTrapException(name(), asked);
      case ReceiveFrom asked -> datagrams.receive.run(task, asked, datagrams(asked.socket()));
      case SendTo asked -> datagrams.send(task, asked, datagrams(asked.socket()));
      case OpenDatagrams asked -> datagrams.open(asked);
      case OpenPair _ -> connections.openPair();
      case JoinGroup asked ->
          datagrams.membership(datagrams(asked.socket()), true, asked.group(), asked.by());
      case LeaveGroup asked ->
          datagrams.membership(datagrams(asked.socket()), false, asked.group(), asked.by());
      case SetOption asked -> options.set(own(asked.handle()), asked.option(), asked.value());
      case GetOption<?> asked -> options.get(own(asked.handle()), asked.option());
      case Resolve asked -> throw new UnsupportedTrapException(name(), asked);
    };
  }

  /**
   * Sends bytes, by a call that is tried whenever it may succeed. A driver that can do better
   * overrides this.
   *
   * @param task the task
   * @param asked its trap
   * @param socket the connection
   * @return the answer, or the wait for it
   * @throws Exception the exception to throw in the task
   */
  protected Object send(LoopTask<?> task, Send asked, LinuxSocket socket) throws Exception {
    return transfers.send.run(task, asked, socket);
  }

  /**
   * Returns the exception for a send that has failed after its task went on.
   *
   * @param socket the connection
   * @param result the negated error number
   * @return the exception
   */
  protected static IOException sendFailure(LinuxSocket socket, int result) {
    return Transfers.failure("send to ", socket, result);
  }

  /**
   * Shuts down the output of a connection, after all bytes that were sent.
   *
   * @param socket the connection
   * @return the answer
   * @throws IOException if the system refuses
   */
  protected @Nullable Object shutdownOutput(LinuxSocket socket) throws IOException {
    return connections.shutdownOutput(socket);
  }

  /**
   * Links the switch over the network traps, which also serves the pipes of a process, since
   * linking takes long the first time in a JVM. It has no other effect. Any thread may call this.
   *
   * @param task the task that starts a process
   */
  final void linkSwitch(LoopTask<?> task) {
    if (!isSwitchLinked) {
      try {
        Object _ = answer(task, new LocalAddress(UNKNOWN));
      } catch (Exception refused) {
        isSwitchLinked = true;
      }
    }
  }

  /**
   * Creates the handle for a new descriptor, and registers the descriptor for events.
   *
   * @param descriptor the descriptor; the caller closes it if this fails
   * @param listens whether it is a listener
   * @param peer the address of the peer of a connection
   * @return the handle
   * @throws IOException if the system refuses
   */
  protected abstract LinuxSocket open(int descriptor, boolean listens, @Nullable SocketAddress peer)
      throws IOException;

  /**
   * Ends the pending requests of a socket that has no waiting tasks any more, and closes its
   * descriptor.
   *
   * @param socket the socket, marked as closed
   */
  protected void release(LinuxSocket socket) {
    calls.close(socket.descriptor);
  }

  /** Registers a descriptor: from now on its events are reported, and the driver closes it. */
  final LinuxSocket register(int descriptor, boolean listens, @Nullable SocketAddress peer)
      throws IOException {
    LinuxSocket socket;
    try {
      if (descriptor >= byDescriptor.length) {
        int length = Math.max(descriptor + 1, byDescriptor.length * 2);
        byDescriptor = Arrays.copyOf(byDescriptor, length);
      }
      socket = open(descriptor, listens, peer);
    } catch (Throwable refused) {
      discard(descriptor);
      throw refused;
    }
    byDescriptor[descriptor] = socket;
    return socket;
  }

  /**
   * Returns the open socket with a descriptor.
   *
   * @param descriptor the descriptor
   * @return the socket, or null if there is none
   */
  protected final @Nullable LinuxSocket openSocket(int descriptor) {
    return byDescriptor[descriptor];
  }

  /** Closes a descriptor that was never registered. */
  final void discard(int descriptor) {
    calls.close(descriptor);
  }

  /** Closes the sockets that are still open, all of them even if that fails for one. */
  protected final void closeSockets() {
    Throwable failure = null;
    try {
      processes.closeAll();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    for (LinuxSocket socket : byDescriptor) {
      try {
        if (socket != null) {
          Object _ = close(socket);
        }
      } catch (Throwable thrown) {
        failure = failure == null ? thrown : failure;
      }
    }
    if (failure != null) {
      throw Rethrow.unchecked(failure);
    }
  }

  final @Nullable Object close(LinuxSocket socket) {
    if (!socket.isClosed()) {
      byDescriptor[socket.descriptor] = null;
      try {
        socket.markClosed();
        if (socket.lingers) {
          // Otherwise Linux waits in close for the peer, even with a non-blocking socket.
          int _ = sockets.setLinger(socket.descriptor, -1);
        }
        socket.removeFile();
      } finally {
        release(socket);
      }
    }
    return null;
  }

  final LinuxSocket own(Handle handle) {
    if (handle instanceof LinuxSocket socket && socket.driver == this) {
      return socket;
    }
    throw WrongHandle.ofAnotherKernel();
  }

  private LinuxSocket connection(Handle handle) {
    LinuxSocket socket = own(handle);
    if (socket.listens) {
      throw WrongHandle.listener();
    }
    if (socket.isForDatagrams()) {
      throw WrongHandle.datagrams();
    }
    return socket;
  }

  private LinuxSocket takesBuffers(Handle handle) {
    LinuxSocket socket = connection(handle);
    if (socket.isNoSocket) {
      throw new IllegalArgumentException("a pipe does not support several buffers: use an array");
    }
    return socket;
  }

  private LinuxSocket datagrams(Handle handle) {
    LinuxSocket socket = own(handle);
    if (!socket.isForDatagrams()) {
      throw WrongHandle.noDatagrams();
    }
    return socket;
  }

  private LinuxSocket listener(Handle handle) {
    LinuxSocket socket = own(handle);
    if (!socket.listens) {
      throw WrongHandle.connection();
    }
    return socket;
  }

  private static SocketAddress peer(LinuxSocket socket) {
    if (socket.peer == null) {
      throw new IllegalArgumentException("only a connected socket has an address of the peer");
    }
    return socket.peer;
  }
}
