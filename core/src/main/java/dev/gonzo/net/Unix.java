package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.trap.BacklogFullException;
import dev.gonzo.trap.Connect;
import dev.gonzo.trap.Listen;
import dev.gonzo.trap.OpenDatagrams;
import dev.gonzo.trap.OpenPair;
import dev.gonzo.trap.SocketPair;
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
 * Unix sockets: connections and datagrams between programs of one machine.
 *
 * <p>An address is a path, for which the socket makes a file; or, on Linux, an abstract name, which
 * is written with a NUL before it ({@code "\0name"}), for which there is no file.
 */
public final class Unix {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LAST_PAUSE = Duration.ofMillis(50);

  private Unix() {}

  /**
   * Listens, and runs a handler for each connection, until it is cancelled. See {@link
   * StreamListener#serve}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or a NUL and an abstract name
   * @param handler what to do with a connection
   * @throws java.net.BindException if there is such a file
   * @throws IOException if accepting fails
   */
  @Async
  public static void serve(String address, Handler<? super UnixSocket> handler) throws IOException {
    try (UnixListener listener = listen(address)) {
      listener.serve(handler);
    }
  }

  /**
   * Begins to listen.
   *
   * <p>Suspends, a checkpoint.
   *
   * @param address a path, or a NUL and an abstract name
   * @return the listener; close it, and the file is removed
   * @throws java.net.BindException if there is such a file, or no such directory
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel has no abstract names
   */
  @Async
  public static UnixListener listen(String address) throws IOException {
    return listen(address, ListenOptions.defaults());
  }

  /**
   * Begins to listen as the options say.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param address a path, or a NUL and an abstract name
   * @param options how
   * @return the listener; close it, and the file is removed
   * @throws java.net.BindException if there is such a file (unless it is stale, and {@link
   *     ListenOptions#replaceStale} lets it be replaced), or no such directory
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel has no abstract names, or does not know an
   *     option
   */
  @Async
  public static UnixListener listen(String address, ListenOptions options) throws IOException {
    UnixAddress where = UnixAddress.of(address);
    if (options.replacesStale() && !where.isAbstract()) {
      boolean _ = removeStale(where.path());
    } else {
      Gonzo.checkpoint();
    }
    return new UnixListener(
        Coroutine.trap(new Listen(where, options.backlog(), options.socketOptions())),
        where,
        options);
  }

  /**
   * Connects to a server. One whose queue is full lets it wait.
   *
   * <p>Suspends; a checkpoint. Cancelled, nothing stays open.
   *
   * @param address a path, or a NUL and an abstract name
   * @return the connection; close it
   * @throws ConnectException if there is no such socket, or nobody listens there
   * @throws IOException if the system refuses
   * @throws IllegalArgumentException if the address is too long
   * @throws UnsupportedOperationException if the kernel has no abstract names
   */
  @Async
  public static UnixSocket connect(String address) throws IOException {
    var connect = new Connect(UnixAddress.of(address), null, Map.of());
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return UnixSocket.of(Coroutine.trap(connect));
      } catch (BacklogFullException full) {
        Gonzo.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
      }
    }
  }

  /**
   * Opens two sockets that are connected with each other, as socketpair(2) does. They have no
   * address, so that nobody else can connect, and no program that is started inherits them.
   *
   * <pre>{@code
   * try (var pair = Unix.pair()) {
   *   spawn(() -> serve(pair.second()));
   *   ask(pair.first());
   * }
   * }</pre>
   *
   * <p>On the epoll and uring kernels the system makes them. The JDK cannot: on nio they are the
   * two ends of a connection that is made in a private temporary directory, which is removed before
   * this returns.
   *
   * <p>Async, but never suspends, and no checkpoint. When it throws, neither is open.
   *
   * @return the sockets; close it, or both of them
   * @throws dev.gonzo.TooManyOpenFilesException if the process has no descriptors left
   * @throws IOException if the system refuses
   * @throws UnsupportedOperationException if the kernel has no Unix sockets, as the Netty kernel
   */
  @Async
  public static UnixPair pair() throws IOException {
    SocketPair pair = Coroutine.trap(new OpenPair());
    return new UnixPair(UnixSocket.ofPair(pair.first()), UnixSocket.ofPair(pair.second()));
  }

  /**
   * Opens a socket for datagrams that receives what is sent to an address.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param address a path, or a NUL and an abstract name
   * @return the socket; close it, and the file is removed
   * @throws java.net.BindException if there is such a file: see {@link #removeStale}
   * @throws IOException if the system refuses
   * @throws UnsupportedOperationException unless on Linux, on the epoll or uring kernel
   */
  @Async
  public static UnixDatagramSocket openDatagrams(String address) throws IOException {
    return new UnixDatagramSocket(
        Coroutine.trap(new OpenDatagrams(UnixAddress.of(address), null, Map.of())));
  }

  /**
   * Opens a socket for datagrams with an abstract name that the system chooses, so that it can be
   * answered.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the socket; close it
   * @throws IOException if the system refuses
   * @throws UnsupportedOperationException unless on Linux, on the epoll or uring kernel
   */
  @Async
  public static UnixDatagramSocket openDatagrams() throws IOException {
    return new UnixDatagramSocket(
        Coroutine.trap(new OpenDatagrams(UnixAddress.UNNAMED, null, Map.of())));
  }

  /**
   * Opens a socket for datagrams that is connected: it sends to one peer, and receives only from
   * there. Its own name is chosen by the system.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param address the peer: a path, or a NUL and an abstract name
   * @return the socket; close it
   * @throws ConnectException if nobody receives there
   * @throws IOException if the system refuses
   * @throws UnsupportedOperationException unless on Linux, on the epoll or uring kernel
   */
  @Async
  public static UnixDatagramSocket connectDatagrams(String address) throws IOException {
    return new UnixDatagramSocket(
        Coroutine.trap(new OpenDatagrams(UnixAddress.UNNAMED, UnixAddress.of(address), Map.of())));
  }

  /**
   * Removes the file of a socket whose program is gone without removing it, as one does that was
   * killed. A file that somebody listens at, and one that is no socket, stays.
   *
   * <p>Two programs that do this at once for one path may both believe it theirs: only one of them
   * is reached then.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param path where
   * @return whether there was one
   * @throws IOException if it cannot be told, or not be removed
   */
  @Async
  public static boolean removeStale(Path path) throws IOException {
    try {
      var attributes =
          AsyncFiles.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isOther()) {
        return false;
      }
      UnixSocket.of(Coroutine.trap(new Connect(UnixAddress.of(path), null, Map.of()))).close();
      return false;
    } catch (NoSuchFileException | ProtocolException | BacklogFullException noneOrAlive) {
      return false; // a protocol's: somebody is there, for datagrams
    } catch (ConnectException nobody) {
      return AsyncFiles.deleteIfExists(path);
    }
  }
}
