package dev.gonzo.monitor.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers tools through a Unix socket. It has threads of its own and no task, so that it does not
 * appear in what it shows, and still answers when a kernel does not.
 */
public final class MonitorServer implements AutoCloseable {
  /** How many tools may be connected at the same time; each has a thread. */
  static final int MOST_CONNECTIONS = 8;

  private final Path path;
  private final ServerSocketChannel listener;
  private final Peers peers;
  private final Runnable unused;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Thread atExit = Thread.ofPlatform().unstarted(this::removeFile);
  private boolean closed; // guarded by this

  private MonitorServer(Path path, ServerSocketChannel listener, Runnable unused)
      throws IOException {
    this.path = path;
    this.listener = listener;
    this.unused = unused;
    this.peers = Peers.like(path);
  }

  /**
   * Opens a server.
   *
   * @param path the socket, which is created; only this user may connect
   * @param unused called when the last connection has ended
   * @return the server
   * @throws IOException if the socket cannot be opened; its message says what to do
   */
  public static MonitorServer open(Path path, Runnable unused) throws IOException {
    Path absolute = path.toAbsolutePath();
    StaleSocket.remove(absolute);
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      try {
        listener.bind(UnixDomainSocketAddress.of(absolute), MOST_CONNECTIONS);
      } catch (IOException refused) {
        throw new IOException(
            "cannot open the socket "
                + absolute
                + " ("
                + refused.getMessage()
                + "): choose a path of"
                + " at most 107 bytes in a directory that this user may write to",
            refused);
      }
      PrivateFiles.restrict(absolute);
      var server = new MonitorServer(absolute, listener, unused);
      Runtime.getRuntime().addShutdownHook(server.atExit);
      Thread _ = Thread.ofPlatform().daemon().name("gonzo-monitor").start(server::acceptAll);
      return server;
    } catch (Throwable failure) {
      listener.close();
      throw failure;
    }
  }

  /** {@return the socket} */
  public Path path() {
    return path;
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      SocketChannel channel = accept();
      if (channel == null) {
        return;
      }
      if (peers.mayConnect(channel) && connections.size() < MOST_CONNECTIONS) {
        begin(new Connection(channel, this::ended));
      } else {
        Connection.closeQuietly(channel);
      }
    }
  }

  private @Nullable SocketChannel accept() {
    try {
      return listener.accept();
    } catch (IOException closedOrBroken) {
      close(); // without it no tool would get an answer, and none would learn why
      return null;
    }
  }

  private void begin(Connection connection) {
    synchronized (this) {
      if (closed) {
        connection.close();
        return;
      }
      connections.add(connection);
    }
    Thread _ =
        Thread.ofPlatform().daemon().name("gonzo-monitor-connection").start(connection::serve);
  }

  private void ended(Connection connection) {
    boolean last;
    synchronized (this) {
      last = connections.remove(connection) && connections.isEmpty() && !closed;
    }
    if (last) {
      unused.run();
    }
  }

  /** {@return whether no tool is connected} */
  boolean isUnused() {
    return connections.isEmpty();
  }

  /** Ends all connections, and removes the socket. Without effect if it was closed before. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Connection.closeQuietly(listener);
    connections.forEach(Connection::close);
    removeFile();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The JVM ends, and calls it.
    }
  }

  private void removeFile() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // The next server at this path finds that nothing listens there.
    }
  }
}
