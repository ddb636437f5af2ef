package dev.gonzo.kernel.driver.nio;

import dev.gonzo.trap.NetTrap.SocketPair;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates pairs of connected sockets, which the JDK does not have: it connects to a listener in a
 * private directory. Neither the listener nor the directory outlives the call, and neither end has
 * an address.
 */
final class Pairs {
  private final NioDriver driver;
  private final Selector selector;

  Pairs(NioDriver driver, Selector selector) {
    this.driver = driver;
    this.selector = selector;
  }

  SocketPair open() throws IOException {
    try {
      Path directory = Files.createTempDirectory("gonzo");
      try {
        return open(directory.resolve("pair"));
      } finally {
        remove(directory);
      }
    } catch (IOException failure) {
      throw Failures.during("open a pair of sockets", failure);
    }
  }

  private SocketPair open(Path path) throws IOException {
    var address = UnixDomainSocketAddress.of(path);
    SocketChannel first;
    SocketChannel second;
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(address, 1);
      first = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        first.connect(address); // succeeds at once, since there is room in the backlog
        second = listener.accept();
      } catch (Throwable failure) {
        first.close();
        throw failure;
      }
    } finally {
      remove(path);
    }
    return register(first, second);
  }

  private static void remove(Path path) {
    try {
      boolean _ = Files.deleteIfExists(path);
    } catch (IOException refused) {
      // The pair works; what is left of the directory does no harm.
    }
  }

  private SocketPair register(SocketChannel first, SocketChannel second) throws IOException {
    NioSocket one;
    try {
      one = NioSocket.register(driver, selector, first);
    } catch (Throwable failure) {
      second.close();
      throw failure;
    }
    try {
      NioSocket other = NioSocket.register(driver, selector, second);
      one.hasNoAddress();
      other.hasNoAddress();
      return new SocketPair(one, other);
    } catch (Throwable failure) {
      Object _ = driver.close(one);
      throw failure;
    }
  }
}
