package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.report.DoublingPause;
import dev.gonzo.trap.BacklogFullException;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;

/**
 * Unix sockets: connections and datagrams between programs on the same machine.
 *
 * <p>An address is a path, at which the socket creates a file, or, on Linux, an abstract name
 * without a file, written with a leading NUL ({@code "\0name"}).
 */
public final class Unix {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LAST_PAUSE = Duration.ofMillis(50);

  // The bits of a file's mode that hold its type, and the type of a socket (inode(7)).
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private Unix() {}

  /**
   * Listens on an address, and runs a handler for each connection, until it is cancelled. See
   * {@link StreamListener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @param handler serves a connection
   * @throws java.net.BindException if the file exists
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(String address, @Elsewhere Handler<? super UnixSocket> handler)
      throws IOException {
    try (UnixListener listener = listen(address)) {
      listener.serve(handler);
    }
  }

  /**
   * Starts to listen.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @return the listener; close it, which removes the file
   * @throws java.net.BindException if the file exists, or its directory does not
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel does not support abstract names
   */
  @Async
  public static UnixListener listen(String address) throws IOException {
    return listen(address, ListenOptions.defaults());
  }

  /**
   * Starts to listen, with options.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @param options the options
   * @return the listener; close it, which removes the file
   * @throws java.net.BindException if the file exists (unless it is stale, and {@link
   *     ListenOptions#withStaleReplaced} is set), or its directory does not
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel does not support abstract names, or an
   *     option
   */
  @Async
  public static UnixListener listen(String address, ListenOptions options) throws IOException {
    UnixAddress where = UnixAddress.of(address);
    makeRoom(where, options.replacesStale());
    return new UnixListener(
        Coroutine.trap(new Listen(where, options.backlog(), options.socketOptions())),
        where,
        options);
  }

  /**
   * Connects to a server. Waits while the server's queue is full.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @return the connection; close it
   * @throws ConnectException if the socket does not exist, or no program listens there
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel does not support abstract names
   */
  @Async
  public static UnixSocket connect(String address) throws IOException {
    var connect = new Connect(UnixAddress.of(address), null, Map.of());
    var pause = pauses();
    while (true) {
      try {
        return UnixSocket.of(Coroutine.trap(connect));
      } catch (BacklogFullException full) {
        Gonzo.sleep(pause.next());
      }
    }
  }

  /** Pauses until the other side may have room, since the system does not notify. */
  static DoublingPause pauses() {
    return new DoublingPause(FIRST_PAUSE, LAST_PAUSE);
  }

  /**
   * Opens two sockets that are connected to each other, like socketpair(2). They have no address,
   * so no other program can connect, and child processes do not inherit them.
   *
   * <pre>{@code
   * try (var pair = Unix.pair()) {
   *   spawn(() -> serve(pair.second()));
   *   ask(pair.first());
   * }
   * }</pre>
   *
   * <p>On the epoll and uring kernels the operating system creates them. The JDK cannot: on nio
   * they are the two ends of a connection that is made in a private temporary directory, which is
   * removed before this method returns.
   *
   * <p>If it throws, neither is open.
   *
   * @return the sockets; close the pair, or both sockets
   * @throws dev.gonzo.TooManyOpenFilesException if the process has no descriptors left
   * @throws IOException if the operating system refuses
   * @throws UnsupportedOperationException if the kernel has no Unix sockets, like the Netty kernel
   */
  @Async(Suspension.NEVER)
  public static UnixPair pair() throws IOException {
    SocketPair pair = Coroutine.trap(new OpenPair());
    return new UnixPair(UnixSocket.ofPair(pair.first()), UnixSocket.ofPair(pair.second()));
  }

  /**
   * Opens a datagram socket that receives the datagrams sent to an address.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @return the socket; close it, which removes the file
   * @throws java.net.BindException if the file exists, or its directory does not
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel
   */
  @Async
  public static UnixDatagramSocket openDatagrams(String address) throws IOException {
    return openDatagrams(address, DatagramOptions.defaults());
  }

  /**
   * Equivalent to {@link #openDatagrams(String)}, with options.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or an abstract name with a leading NUL
   * @param options the options
   * @return the socket; close it, which removes the file
   * @throws java.net.BindException if the file exists (unless it is stale, and {@link
   *     DatagramOptions#withStaleReplaced} is set), or its directory does not
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long, or a value is not of its option's
   *     type
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel; or if the
   *     kernel does not support an option
   */
  @Async
  public static UnixDatagramSocket openDatagrams(String address, DatagramOptions options)
      throws IOException {
    var local = UnixAddress.of(address);
    makeRoom(local, options.replacesStale());
    return UnixDatagramSocket.boundTo(
        local, Coroutine.trap(new OpenDatagrams(local, null, options.socketOptions())));
  }

  /**
   * Opens a datagram socket with an abstract name that the system chooses, so that receivers can
   * reply to it.
   *
   * @return the socket; close it
   * @throws IOException if the operating system refuses
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel
   */
  @Async(Suspension.NEVER)
  public static UnixDatagramSocket openDatagrams() throws IOException {
    return openDatagrams(DatagramOptions.defaults());
  }

  /**
   * Equivalent to {@link #openDatagrams()}, with options.
   *
   * @param options the options
   * @return the socket; close it
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if a value is not of its option's type, or a stale file is to
   *     be replaced
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel; or if the
   *     kernel does not support an option
   */
  @Async(Suspension.NEVER)
  public static UnixDatagramSocket openDatagrams(DatagramOptions options) throws IOException {
    return UnixDatagramSocket.boundTo(
        UnixAddress.UNNAMED,
        Coroutine.trap(new OpenDatagrams(UnixAddress.UNNAMED, null, options.withoutFile())));
  }

  /**
   * Opens a connected datagram socket: it sends to one peer, and receives only from that peer. The
   * system chooses its own name.
   *
   * @param address the peer: a path, or an abstract name with a leading NUL
   * @return the socket; close it
   * @throws ConnectException if no program receives there
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel
   */
  @Async(Suspension.NEVER)
  public static UnixDatagramSocket connectDatagrams(String address) throws IOException {
    return connectDatagrams(address, DatagramOptions.defaults());
  }

  /**
   * Equivalent to {@link #connectDatagrams(String)}, with options.
   *
   * @param address the peer: a path, or an abstract name with a leading NUL
   * @param options the options
   * @return the socket; close it
   * @throws ConnectException if no program receives there
   * @throws IOException if the operating system refuses
   * @throws IllegalArgumentException if the address is too long, a value is not of its option's
   *     type, or a stale file is to be replaced
   * @throws UnsupportedOperationException except on Linux, on the epoll or uring kernel; or if the
   *     kernel does not support an option
   */
  @Async(Suspension.NEVER)
  public static UnixDatagramSocket connectDatagrams(String address, DatagramOptions options)
      throws IOException {
    var peer = UnixAddress.of(address);
    return UnixDatagramSocket.connectedTo(
        peer, Coroutine.trap(new OpenDatagrams(UnixAddress.UNNAMED, peer, options.withoutFile())));
  }

  /** Removes a stale file at the address if that is wanted; a checkpoint in any case. */
  private static void makeRoom(UnixAddress address, boolean replacesStale) throws IOException {
    if (replacesStale && !address.isAbstract()) {
      boolean _ = removeStale(address.path());
    } else {
      Gonzo.checkpoint();
    }
  }

  /**
   * Removes a socket file whose program has ended without removing it, for example because it was
   * killed. A file at which a program listens, or which is not a socket, is kept.
   *
   * <p>If two programs do this at the same time for the same path, both may succeed in listening,
   * but clients reach only one of them.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param path the path
   * @return whether a stale file was removed
   * @throws IOException if the file cannot be examined or removed
   */
  @Async
  public static boolean removeStale(Path path) throws IOException {
    try {
      var attributes =
          AsyncFiles.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isOther() || !maybeSocket(path)) {
        return false;
      }
      UnixSocket.of(Coroutine.trap(new Connect(UnixAddress.of(path), null, Map.of()))).close();
      return false;
    } catch (NoSuchFileException | ProtocolException | BacklogFullException noneOrAlive) {
      return false; // a ProtocolException: a program receives datagrams there
    } catch (ConnectException refused) {
      return AsyncFiles.deleteIfExists(path);
    }
  }

  /**
   * Whether it is a socket; true also where the JDK does not distinguish a socket from a FIFO or a
   * device, which refuse a connection too.
   */
  private static boolean maybeSocket(Path path) throws IOException {
    try {
      Object mode = Coroutine.trap(new ReadNamedAttributes(path, "unix:mode", false)).get("mode");
      return mode instanceof Integer bits && (bits & S_IFMT) == S_IFSOCK;
    } catch (UnsupportedOperationException notDistinguished) {
      return true;
    }
  }
}
