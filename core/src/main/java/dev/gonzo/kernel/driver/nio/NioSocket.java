package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.SocketFile;
import dev.gonzo.kernel.driver.SystemMessages;
import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.driver.ready.ReadinessSocket;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel and its interest in the selector.
 *
 * <p>A selector is level-triggered, and each change of the interest set costs a system call. So the
 * interest in input, once set by the first wait, stays set as long as a task waits whenever input
 * arrives. If input arrives while no task waits, the interest is removed until a task waits again.
 */
final class NioSocket extends ReadinessSocket {
  final NioDriver driver;
  private final NetworkChannel channel;
  private final SelectionKey key;
  private Optional<SocketFile> file = Optional.empty();
  private boolean isOfPair;
  // Those of a Unix socket, as far as they were given to us: the JDK decodes the system's bytes in
  // the encoding of this locale, which loses those that are not valid text.
  private @Nullable UnixAddress local;
  private @Nullable UnixAddress remote;
  private @Nullable IOException loss;
  private boolean inputEnded;

  /** The multicast groups that it has joined, since a channel cannot look them up. */
  final Map<Membership, MembershipKey> memberships = new HashMap<>();

  /** A multicast group on one network interface. */
  record Membership(InetAddress group, NetworkInterface by) {}

  private NioSocket(NioDriver driver, NetworkChannel channel, SelectionKey key, boolean listens) {
    super(listens);
    this.driver = driver;
    this.channel = channel;
    this.key = key;
    key.attach(this);
  }

  /** Makes a channel non-blocking and registers it; closes it if that fails. */
  static <C extends SelectableChannel & NetworkChannel> NioSocket register(
      NioDriver driver, Selector selector, C channel) throws IOException {
    try {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      return new NioSocket(driver, channel, key, channel instanceof ServerSocketChannel);
    } catch (Throwable unusable) {
      channel.close();
      throw unusable;
    }
  }

  /** Records that it is of a pair, whose channels have the address of a listener that is gone. */
  void hasNoAddress() {
    isOfPair = true;
  }

  /** Whether it is of a pair, so that neither end has an address. */
  boolean isOfPair() {
    return isOfPair;
  }

  /**
   * Records the failure of a read or a write. The system reports the loss of a connection once, to
   * whichever comes first, and then ends the input as if the peer had closed it.
   */
  void failed(IOException failure) {
    if (loss == null && !inputEnded && SystemMessages.isLoss(failure)) {
      loss = failure;
    }
  }

  /**
   * Records that the system has no bytes left and will get none.
   *
   * @throws IOException if that is not the end of the stream, but due to an earlier failure
   */
  void inputEnded() throws IOException {
    inputEnded = loss == null;
    if (loss != null) {
      throw loss;
    }
  }

  /** Records that its listener has accepted it, so that it has the listener's address. */
  void isAcceptedBy(NioSocket listener) {
    local = listener.local;
  }

  /** Records the address that it connects to. */
  void connectsTo(SocketAddress address) {
    remote = address instanceof UnixAddress unix ? unix : null;
  }

  /** Its address, if it was bound to that of a Unix socket. */
  Optional<UnixAddress> boundTo() {
    return Optional.ofNullable(local);
  }

  /** The address of its peer, if it has connected to that of a Unix socket. */
  Optional<UnixAddress> connectedTo() {
    return Optional.ofNullable(remote);
  }

  NetworkChannel channel() {
    return channel;
  }

  SocketChannel connection() {
    if (channel instanceof SocketChannel connection) {
      return connection;
    }
    if (channel instanceof DatagramChannel) {
      throw WrongHandle.datagrams();
    }
    throw WrongHandle.listener();
  }

  DatagramChannel datagrams() {
    if (channel instanceof DatagramChannel datagrams) {
      return datagrams;
    }
    throw WrongHandle.noDatagrams();
  }

  /** Binds its channel. A file that this creates is removed when it is closed. */
  void bind(SocketAddress address, Binding binding) throws IOException {
    file = SocketFile.of(address);
    boolean wasThere = file.isPresent() && file.get().exists();
    try {
      binding.bind(Addresses.toJdk(address));
    } catch (BindException refused) {
      throw refused;
    } catch (Throwable failure) {
      // Binding and listening are one call here, and only the second may have failed.
      if (!wasThere) {
        file.ifPresent(SocketFile::made);
      }
      throw failure;
    }
    file.ifPresent(SocketFile::made);
    local = address instanceof UnixAddress unix ? unix : null;
  }

  /** How a kind of channel is bound. */
  @FunctionalInterface
  interface Binding {
    void bind(SocketAddress address) throws IOException;
  }

  /** Removes the file that binding it created, if there is one. */
  void removeFile() {
    file.ifPresent(SocketFile::remove);
  }

  ServerSocketChannel listener() {
    if (channel instanceof ServerSocketChannel listener) {
      return listener;
    }
    throw WrongHandle.connection();
  }

  /** Makes the selector report when that direction is ready. */
  @Override
  protected void expect(Direction direction) {
    int input = listens ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
    expect(direction == this.input ? input : SelectionKey.OP_WRITE);
  }

  /** Suspends the task until the selector reports that an attempt to connect has ended. */
  void awaitConnection(LoopTask<?> task, Trap<?> trap) throws Exception {
    expect(SelectionKey.OP_CONNECT);
    output.await(task, trap);
  }

  private void expect(int operation) {
    if ((key.interestOps() & operation) == 0) {
      key.interestOpsOr(operation);
    }
  }

  /** Handles a report of the selector. */
  void event() {
    int ready = key.readyOps();
    int input = ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
    int output = ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
    int handled = output;
    if (input != 0 && !this.input.isAwaited()) {
      handled |= input;
    }
    if (handled != 0) {
      key.interestOpsAnd(~handled);
    }
    if (input != 0) {
      this.input.event(false);
    }
    if (output != 0) {
      this.output.event(false);
    }
  }
}
