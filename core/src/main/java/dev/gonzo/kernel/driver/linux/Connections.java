package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.AddressText;
import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.SelfConnection;
import dev.gonzo.kernel.driver.SocketFailures;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.AcceptRefusedException;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Creates stream sockets (listen, accept, connect, pairs), and answers the traps on them that
 * transfer no bytes.
 */
final class Connections implements SelfConnection.Connector<LinuxSocket> {
  final ReadinessLoop<LinuxSocket, Accept, LinuxSocket> accept =
      ReadinessLoop.input((_, listener) -> accept(listener));

  private final LinuxDriver driver;
  private final Sockets sockets;
  private final Options options;

  Connections(LinuxDriver driver, Sockets sockets, Options options) {
    this.driver = driver;
    this.sockets = sockets;
    this.options = options;
  }

  LinuxSocket listen(Listen asked) throws IOException {
    SocketAddress address = asked.address();
    LinuxSocket listener = driver.register(open(address), true, null);
    int descriptor = listener.descriptor;
    try {
      listener.willBeBoundTo(address);
      int result = 0;
      if (address instanceof InetSocketAddress internet) {
        result = sockets.set(descriptor, SocketSetting.REUSE_ADDRESS, 1);
        if (result >= 0 && SocketAddresses.familyOf(address) == SocketAddresses.AF_INET6) {
          int six = internet.getAddress().isAnyLocalAddress() ? 0 : 1;
          result = sockets.set(descriptor, SocketSetting.IPV6_ONLY, six);
        }
      }
      options.setAll(listener, asked.options());
      if (result >= 0) {
        result = sockets.bind(descriptor, address);
      }
      if (result >= 0) {
        listener.isBound();
        result = sockets.listen(descriptor, asked.backlog());
      }
      if (result < 0) {
        throw SocketFailures.listening(address, result);
      }
      return listener;
    } catch (Throwable refused) {
      Object _ = driver.close(listener);
      throw refused;
    }
  }

  SocketPair openPair() throws IOException {
    var descriptors = new int[2];
    int result = sockets.openPair(descriptors);
    if (result < 0) {
      throw CallFailures.of("open a pair of sockets", result);
    }
    LinuxSocket first;
    try {
      first = driver.register(descriptors[0], false, UnixAddress.UNNAMED);
    } catch (Throwable refused) {
      driver.discard(descriptors[1]);
      throw refused;
    }
    try {
      return new SocketPair(first, driver.register(descriptors[1], false, UnixAddress.UNNAMED));
    } catch (Throwable refused) {
      driver.close(first);
      throw refused;
    }
  }

  private @Nullable LinuxSocket accept(LinuxSocket listener) throws IOException {
    while (true) {
      int descriptor = sockets.accept(listener.descriptor);
      if (descriptor >= 0) {
        LinuxSocket accepted = register(descriptor);
        accepted.lingers = listener.lingers; // the system copies the option
        accepted.discardsAtClose = listener.discardsAtClose;
        return accepted;
      }
      if (descriptor == -ErrorNumber.EAGAIN) {
        return null;
      }
      if (!isPeersFault(descriptor)) {
        throw SocketFailures.accepting(descriptor);
      }
    }
  }

  /**
   * Registers an accepted connection. If the system cannot watch it, only this connection is lost.
   */
  private LinuxSocket register(int accepted) throws IOException {
    try {
      return driver.register(accepted, false, addressOf(accepted));
    } catch (SocketException refused) {
      var closed = new AcceptRefusedException(refused.getMessage() + "; a connection was closed");
      closed.initCause(refused);
      throw closed;
    }
  }

  private SocketAddress addressOf(int accepted) {
    try {
      return sockets.lastAddress();
    } catch (Throwable failure) {
      driver.discard(accepted); // out of memory, and no task has the connection yet
      throw failure;
    }
  }

  /** Whether the connection failed before it was accepted; the next one may be good (accept(2)). */
  private static boolean isPeersFault(int result) {
    return switch (-result) {
      case ErrorNumber.ECONNABORTED,
          ErrorNumber.EPROTO,
          ErrorNumber.ENOPROTOOPT,
          ErrorNumber.ENONET,
          ErrorNumber.ENETDOWN,
          ErrorNumber.EHOSTDOWN,
          ErrorNumber.EHOSTUNREACH,
          ErrorNumber.ENETUNREACH,
          ErrorNumber.ETIMEDOUT ->
          true;
      default -> false;
    };
  }

  LinuxSocket connect(LoopTask<?> task, Connect asked) throws Exception {
    return SelfConnection.avoid(task, asked, this);
  }

  @Override
  public boolean isConnectedToItself(LinuxSocket socket) {
    return socket.peer instanceof InetSocketAddress peer
        && sockets.localAddress(socket.descriptor) >= 0
        && sockets.lastAddress() instanceof InetSocketAddress local
        && local.getPort() == peer.getPort()
        && sockets.peerAddress(socket.descriptor) >= 0
        && SelfConnection.isBetween(local, sockets.lastAddress());
  }

  @Override
  public void reset(LoopTask<?> task, LinuxSocket socket) {
    socket.lingers = false;
    int _ = sockets.setLinger(socket.descriptor, 0);
    closeUnused(task, socket);
  }

  @Override
  public void closeUnused(LoopTask<?> task, LinuxSocket socket) {
    Object _ = driver.close(socket);
  }

  @Override
  public IOException refused(Connect asked) {
    return SocketFailures.connecting(asked.address(), ErrorNumber.ECONNREFUSED);
  }

  @Override
  public LinuxSocket connectOnce(LoopTask<?> task, Connect asked) throws Exception {
    SocketAddress address = asked.address();
    LinuxSocket socket = driver.register(open(address), false, address);
    try {
      options.setAll(socket, asked.options());
      if (asked.source() != null) {
        bind(socket, asked.source());
      }
      int result = sockets.connect(socket.descriptor, address);
      if (result == -ErrorNumber.EINPROGRESS) {
        finish(task, asked, socket);
      } else if (result < 0) {
        throw SocketFailures.connecting(address, result);
      }
      return socket;
    } catch (Throwable cancelledOrRefused) {
      Object _ = driver.close(socket);
      throw cancelledOrRefused;
    }
  }

  private void bind(LinuxSocket socket, SocketAddress source) throws IOException {
    socket.willBeBoundTo(source);
    int result = sockets.bind(socket.descriptor, source);
    if (result < 0) {
      throw SocketFailures.binding(source, result);
    }
    socket.isBound();
  }

  private void finish(LoopTask<?> task, Connect asked, LinuxSocket socket) throws Exception {
    // There was no poll between the registration and the attempt, so the first event reports the
    // outcome.
    socket.output.drained();
    while (!socket.output.isReady()) {
      socket.await(task, asked, socket.output);
    }
    int error = sockets.takeError(socket.descriptor);
    if (error < 0) {
      throw SocketFailures.connecting(asked.address(), error);
    }
  }

  private int open(SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
      throw new IllegalArgumentException(
          internet.getHostString() + " is not resolved: resolve it first");
    }
    int descriptor = sockets.open(SocketAddresses.familyOf(address));
    if (descriptor < 0) {
      throw CallFailures.of("open a socket for " + AddressText.of(address), descriptor);
    }
    return descriptor;
  }

  @Nullable Object shutdownOutput(LinuxSocket socket) throws IOException {
    socket.requireOpen();
    int result = sockets.shutdownOutput(socket.descriptor);
    // The peer has already gone; the next receive reports it.
    if (result < 0 && result != -ErrorNumber.ENOTCONN) {
      throw CallFailures.of("shut the output to " + socket.peer, result);
    }
    socket.isOutputShut = true;
    return null;
  }

  SocketAddress localAddress(LinuxSocket socket) throws IOException {
    socket.requireOpen();
    int result = sockets.localAddress(socket.descriptor);
    if (result < 0) {
      throw CallFailures.of("read the local address", result);
    }
    return sockets.lastAddress();
  }
}
