package dev.gonzo.monitor.server;

import dev.gonzo.monitor.KernelsBean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server of a program that a tool has attached to. When no tool uses it any more it closes, and
 * leaves nothing behind.
 */
public final class AttachedMonitor {
  /** The property in which the tool finds the path of the socket. */
  public static final String SOCKET = "dev.gonzo.monitor.socket";

  /** The property in which the tool finds why there is none. */
  public static final String PROBLEM = "dev.gonzo.monitor.problem";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static @Nullable MonitorServer server;

  private AttachedMonitor() {}

  /**
   * Opens the server, unless it is open.
   *
   * @throws IOException if it cannot be opened
   */
  public static synchronized void start() throws IOException {
    if (server != null) {
      return;
    }
    Path directory = PrivateFiles.directory();
    try {
      server = MonitorServer.open(directory.resolve("socket"), AttachedMonitor::unused);
    } catch (IOException refused) {
      Files.delete(directory);
      throw refused;
    }
    directory.toFile().deleteOnExit();
    KernelsBean.register();
    System.setProperty(SOCKET, server.path().toString());
    Thread _ =
        Thread.ofPlatform().daemon().name("gonzo-monitor-patience").start(() -> {
          try {
            Thread.sleep(PATIENCE);
          } catch (InterruptedException ending) {
            return;
          }
          unused();
        });
  }

  private static synchronized void unused() {
    if (server != null && server.isUnused()) {
      System.clearProperty(SOCKET);
      KernelsBean.unregister();
      server.close();
      Path directory = server.path().getParent();
      server = null;
      try {
        if (directory != null) {
          Files.deleteIfExists(directory);
        }
      } catch (IOException left) {
        // It is empty, and is removed at the end of this JVM.
      }
    }
  }
}
