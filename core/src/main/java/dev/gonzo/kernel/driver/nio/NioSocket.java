package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.driver.ReadinessSocket;
import dev.gonzo.kernel.driver.Side;
import dev.gonzo.kernel.driver.SocketFile;
import dev.gonzo.trap.Trap;
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

/**
 * A channel, and what its selector is to tell of it.
 *
 * <p>A selector tells again and again what is so, and each change of what it is to tell costs a
 * system call. So input stays of interest from the first wait on, as long as somebody waits
 * whenever it comes; only what nobody has waited for is of no interest until somebody does.
 */
final class NioSocket extends ReadinessSocket {
  final NioDriver driver;
  private final NetworkChannel channel;
  private final SelectionKey key;
  private Optional<SocketFile> file = Optional.empty();
  private boolean isOfPair;

  /** The multicast groups that it is in, which a channel does not find again by itself. */
  final Map<Membership, MembershipKey> memberships = new HashMap<>();

  /** A multicast group, by one interface. */
  record Membership(InetAddress group, NetworkInterface by) {}

  private NioSocket(NioDriver driver, NetworkChannel channel, SelectionKey key, boolean listens) {
    super(listens);
    this.driver = driver;
    this.channel = channel;
    this.key = key;
    key.attach(this);
  }

  /** Takes a channel on, which blocks no more; closes it if that fails. */
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

  /** Notes that the addresses of its channel are of a listener that is gone. */
  void hasNoAddress() {
    isOfPair = true;
  }

  /** Whether neither end has an address. */
  boolean isOfPair() {
    return isOfPair;
  }

  NetworkChannel channel() {
    return channel;
  }

  SocketChannel connection() {
    if (channel instanceof SocketChannel connection) {
      return connection;
    }
    if (channel instanceof DatagramChannel) {
      throw new IllegalArgumentException("the socket is for datagrams, and no connection");
    }
    throw new IllegalArgumentException("a listener only accepts: use the sockets it gives out");
  }

  DatagramChannel datagrams() {
    if (channel instanceof DatagramChannel datagrams) {
      return datagrams;
    }
    throw new IllegalArgumentException("the handle is not for datagrams");
  }

  /** Binds its channel: a file that this makes goes when it is closed. */
  void bind(SocketAddress address, Binding binding) throws IOException {
    file = SocketFile.of(address);
    boolean wasThere = file.isPresent() && file.get().exists();
    try {
      binding.bind(Addresses.toJdk(address));
    } catch (BindException refused) {
      throw refused;
    } catch (Throwable failure) {
      // To bind and to listen are one call here, and the second may have failed.
      if (!wasThere) {
        file.ifPresent(SocketFile::made);
      }
      throw failure;
    }
    file.ifPresent(SocketFile::made);
  }

  /** How a kind of channel is bound. */
  @FunctionalInterface
  interface Binding {
    void bind(SocketAddress address) throws IOException;
  }

  /** Removes the file that it was bound to, if there is one. */
  void removeFile() {
    file.ifPresent(SocketFile::remove);
  }

  ServerSocketChannel listener() {
    if (channel instanceof ServerSocketChannel listener) {
      return listener;
    }
    throw new IllegalArgumentException("a connection accepts nothing: use a listener");
  }

  /** Suspends the task until the selector has told something of that side. */
  void await(LoopTask<?> task, Trap<?> trap, Side side, int operation) throws Exception {
    if ((key.interestOps() & operation) == 0) {
      key.interestOpsOr(operation);
    }
    side.await(task, trap);
  }

  /** The selector has told something. */
  void event() {
    int ready = key.readyOps();
    int input = ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
    int output = ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
    int heard = output;
    if (input != 0 && !this.input.isAwaited()) {
      heard |= input;
    }
    if (heard != 0) {
      key.interestOpsAnd(~heard);
    }
    if (input != 0) {
      this.input.event(false);
    }
    if (output != 0) {
      this.output.event(false);
    }
  }
}
