package dev.gonzo.tck;

import static dev.gonzo.tck.Connection.HERE;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.file.Directories;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Peers by the kernel's own traps: a server is another task, a file is written by the task that
 * needs it, and outside a task by a kernel that runs only for that. For a kernel whose network and
 * disk no program outside it can reach; all kernels of one test share that disk.
 */
public abstract class KernelPeers implements Peers {
  private final Supplier<Kernel> kernels;
  private @Nullable PeerFiles files;
  private @Nullable Path directory;

  /**
   * Creates peers.
   *
   * @param kernels creates kernels that have the files of the one under test
   */
  protected KernelPeers(Supplier<Kernel> kernels) {
    this.kernels = kernels;
  }

  /** Calls async code: here if this is a task, and else in a kernel of its own. */
  final <T extends @Nullable Object> T call(AsyncCallable<T, IOException> code) throws IOException {
    return Coroutine.isRunning() ? code.call() : Gonzo.run(kernels.get(), code);
  }

  @Override
  public boolean areReal() {
    return false;
  }

  @Override
  public final Path directory() {
    if (directory == null) {
      try {
        directory = call(() -> Directories.createTempDirectory("gonzo"));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return directory;
  }

  @Override
  public final PeerFiles files() {
    if (files == null) {
      files = new KernelFiles(this);
    }
    return files;
  }

  /** Whether a listener can have the address. */
  @Override
  public boolean hasIpv6() {
    try {
      return call(() -> {
        Tcp.listen("::1", 0).close();
        return true;
      });
    } catch (IOException none) {
      return false;
    }
  }

  @Override
  public PeerServer serve(PeerService service) throws IOException {
    Listener listener = Tcp.listen(HERE, 0);
    int port = listener.localAddress().getPort();
    Task<?> serving =
        Gonzo.spawn(() -> {
          try (Socket accepted = listener.accept()) {
            service.serve(new KernelConnection(accepted));
          }
        });
    return new KernelServer(listener, port, serving);
  }

  /** Starts a virtual thread, which the kernel runs if it runs those that its tasks start. */
  @Override
  public Thread startThread(Runnable work) {
    return Thread.ofVirtual().start(work);
  }

  @Override
  public void close() throws IOException {
    Path created = directory;
    if (created != null) {
      call(() -> {
        Directories.deleteTree(created);
        return created;
      });
    }
  }

  private record KernelServer(Listener listener, int port, Task<?> serving) implements PeerServer {
    @Override
    public void awaitEnd() {
      Object _ = serving.join();
    }

    @Override
    public void close() {
      listener.close();
    }
  }

  private record KernelConnection(Socket socket) implements PeerConnection {
    @Override
    public int receive(byte[] buffer) throws IOException {
      return socket.read(buffer);
    }

    @Override
    public void send(byte[] bytes, int length) throws IOException {
      socket.writeAll(bytes, 0, length);
    }
  }
}
