package dev.gonzo.monitor;

import dev.gonzo.monitor.server.MonitorServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets {@code gonzo ps}, {@code top} and {@code monitor} look into this program through a Unix
 * socket. Programs need it only where a tool cannot attach: in a JVM with {@code
 * -XX:+DisableAttachMechanism} or {@code -XX:-EnableDynamicAgentLoading}, or in another container.
 *
 * <pre>{@code
 * try (var _ = Monitor.open(Path.of("/run/shop/monitor"))) {   // gonzo ps /run/shop/monitor
 *   run(this::serve);
 * }
 * }</pre>
 *
 * <p>The socket is for this user and root only: it shows names, places in the code and what tasks
 * wait for. It cannot change anything. The {@link KernelsMXBean} is registered too.
 */
public final class Monitor implements AutoCloseable {
  private final MonitorServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Monitor(MonitorServer server) {
    this.server = server;
  }

  /**
   * Opens the socket. A socket that a killed program has left there is replaced. Any thread may
   * call it; blocks for a moment.
   *
   * @param socket its path, of at most 107 bytes
   * @return the open monitor; its threads are daemons, and the end of the JVM removes the socket
   * @throws IOException if the socket cannot be opened, or something else is at the path
   */
  public static Monitor open(Path socket) throws IOException {
    MonitorServer server = MonitorServer.open(socket);
    try {
      KernelsBean.register();
    } catch (Throwable failure) {
      server.close();
      throw failure;
    }
    return new Monitor(server);
  }

  /** {@return the path of the socket} */
  public Path path() {
    return server.path();
  }

  /**
   * Ends the connections of tools, and removes the socket and the bean. Does not suspend; any
   * thread may call it, any number of times.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.close();
      KernelsBean.unregister();
    }
  }
}
