package dev.gonzo.monitor.server;

import dev.gonzo.monitor.KernelsBean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server of a program that a tool has attached to. When no tool has used it for a minute it
 * closes, and leaves nothing behind.
 */
public final class AttachedMonitor {
  /** The property in which the tool finds the path of the socket. */
  public static final String SOCKET = "dev.gonzo.monitor.socket";

  /** The property in which the tool finds why there is none. */
  public static final String PROBLEM = "dev.gonzo.monitor.problem";

  // How long it stays open for another tool: each one that has to open it loads the agent again.
  private static final String PATIENCE_SECONDS = "dev.gonzo.monitor.patience";
  private static final int USUAL_PATIENCE = 60;

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
      server = MonitorServer.open(directory.resolve("socket"), AttachedMonitor::closeLater);
    } catch (IOException refused) {
      Files.delete(directory);
      throw refused;
    }
    directory.toFile().deleteOnExit();
    KernelsBean.register();
    System.setProperty(SOCKET, server.path().toString());
    closeLater();
  }

  private static void closeLater() {
    Duration patience =
        Duration.ofSeconds(Math.max(0, Integer.getInteger(PATIENCE_SECONDS, USUAL_PATIENCE)));
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-monitor-patience")
            .start(() -> {
              try {
                Thread.sleep(patience);
              } catch (InterruptedException ending) {
                return;
              }
              closeIfUnused();
            });
  }

  private static synchronized void closeIfUnused() {
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
