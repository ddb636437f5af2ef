package dev.gonzo.monitor.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers tools through a Unix socket. It has threads of its own and no task, so that it does not
 * appear in what it shows, and still answers when a kernel does not.
 */
public final class MonitorServer implements AutoCloseable {
  /** How many tools may be connected at the same time; each has a thread. */
  static final int MOST_CONNECTIONS = 8;

  // How long a program that has no file descriptor or no memory for a tool is left alone.
  private static final int PAUSE_MILLIS = 100;

  private final Path path;
  private final @Nullable Path directory;
  private final ServerSocketChannel listener;
  private final Peers peers;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Thread atExit = Thread.ofPlatform().unstarted(this::removeFiles);
  private boolean closed; // guarded by this
  private boolean wasUsed; // guarded by this
  private long unusedSinceNanos = System.nanoTime(); // guarded by this

  private MonitorServer(Path path, @Nullable Path directory, ServerSocketChannel listener)
      throws IOException {
    this.path = path;
    this.directory = directory;
    this.listener = listener;
    this.peers = Peers.like(path);
  }

  /**
   * Opens a server.
   *
   * @param path the socket, which is created; only this user may connect
   * @return the server
   * @throws IOException if the socket cannot be opened; its message says what to do
   */
  public static MonitorServer open(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    StaleSocket.remove(absolute);
    return open(
        absolute,
        null,
        "choose a path of at most 107 bytes in a directory that this user may write to");
  }

  /** Opens a server in a directory of its own, which is removed with it, and if that fails. */
  static MonitorServer openIn(Path directory) throws IOException {
    try {
      return open(
          directory.resolve("socket"),
          directory,
          "start the program with -Djava.io.tmpdir=DIRECTORY, one with a path of at most 60 bytes"
              + " that its user may write to");
    } catch (Throwable failure) {
      suppressing(failure, () -> Files.deleteIfExists(directory));
      throw failure;
    }
  }

  private static MonitorServer open(Path path, @Nullable Path directory, String advice)
      throws IOException {
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean bound = false;
    try {
      try {
        listener.bind(UnixDomainSocketAddress.of(path), MOST_CONNECTIONS);
      } catch (IOException refused) {
        throw new IOException(
            "cannot open the socket " + path + " (" + refused.getMessage() + "): " + advice,
            refused);
      }
      bound = true;
      PrivateFiles.restrict(path);
      var server = new MonitorServer(path, directory, listener);
      Thread _ = Thread.ofPlatform().daemon().name("gonzo-monitor").start(server::acceptAll);
      // Last, since a hook of a server that was not opened would remove another one's file.
      Runtime.getRuntime().addShutdownHook(server.atExit);
      return server;
    } catch (Throwable failure) {
      if (bound) {
        suppressing(failure, () -> Files.deleteIfExists(path));
      }
      suppressing(failure, listener::close);
      throw failure;
    }
  }

  private interface Undo {
    @SuppressWarnings("UnusedReturnValue")
    void run() throws IOException;
  }

  private static void suppressing(Throwable failure, Undo undo) {
    try {
      undo.run();
    } catch (IOException further) {
      failure.addSuppressed(further);
    }
  }

  /** {@return the socket} */
  public Path path() {
    return path;
  }

  // ---------------------------------------------------------------- connections

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        begin(listener.accept());
      } catch (IOException | RuntimeException | Error failure) {
        // It is closed; or the process lacks a file descriptor, a thread or memory at the moment.
        pause();
      }
    }
    close(); // without a listener no tool would get an answer, and none would learn why
  }

  private void pause() {
    if (listener.isOpen()) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException ending) {
        // This thread belongs to no program that could interrupt it.
        Connection.closeQuietly(listener);
      }
    }
  }

  private void begin(SocketChannel channel) {
    var connection = new Connection(channel, this::ended);
    try {
      if (!peers.mayConnect(channel)) {
        connection.close();
      } else if (connections.size() >= MOST_CONNECTIONS) {
        refuse(channel);
      } else if (add(connection)) {
        Thread _ =
            Thread.ofPlatform().daemon().name("gonzo-monitor-connection").start(connection::serve);
      } else {
        connection.close();
      }
    } catch (Throwable failure) {
      // The tool sees the end of its connection, and others go on.
      connection.close();
      ended(connection);
      throw failure;
    }
  }

  private synchronized boolean add(Connection connection) {
    if (!closed) {
      connections.add(connection);
      wasUsed = true;
    }
    return !closed;
  }

  /** Answers what the tool is about to ask: a short line, for which the system has room. */
  private static void refuse(SocketChannel channel) {
    String line = Answers.error(MOST_CONNECTIONS + " tools are connected: end one of them") + "\n";
    try (channel) {
      channel.configureBlocking(false);
      int _ = channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException left) {
      // The tool was ended.
    }
  }

  private synchronized void ended(Connection connection) {
    if (connections.remove(connection) && connections.isEmpty()) {
      unusedSinceNanos = System.nanoTime();
      notifyAll();
    }
  }

  /** {@return whether no tool is connected} */
  boolean isUnused() {
    return connections.isEmpty();
  }

  /** {@return whether it has not been closed} */
  synchronized boolean isOpen() {
    return !closed;
  }

  /**
   * Waits until no tool has been connected for a time, or the server is closed. Blocks the thread.
   *
   * @param firstSeconds how long the first tool may take
   * @param seconds how long another one may take
   */
  synchronized void awaitUnused(int firstSeconds, int seconds) throws InterruptedException {
    while (!closed) {
      if (!connections.isEmpty()) {
        wait();
        continue;
      }
      long patience = TimeUnit.SECONDS.toNanos(wasUsed ? seconds : Math.max(firstSeconds, seconds));
      long left = patience - (System.nanoTime() - unusedSinceNanos);
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  // ---------------------------------------------------------------- the end

  /** Ends all connections, and removes the socket. Without effect if it was closed before. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    // First: once nothing listens, another program may open a socket at the same path.
    removeFiles();
    Connection.closeQuietly(listener);
    connections.forEach(Connection::close);
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The JVM ends, and calls it.
    }
  }

  private void removeFiles() {
    try {
      Files.deleteIfExists(path);
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException left) {
      // The next server at this path finds that nothing listens there.
    }
  }
}
