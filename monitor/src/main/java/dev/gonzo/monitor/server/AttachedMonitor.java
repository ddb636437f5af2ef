package dev.gonzo.monitor.server;

import dev.gonzo.monitor.KernelsBean;
import java.io.IOException;
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

  // How long the tool that has opened it may take to connect.
  private static final int FIRST_PATIENCE = 30;

  private static @Nullable MonitorServer server;

  private AttachedMonitor() {}

  /**
   * Opens the server, unless it is open.
   *
   * @throws IOException if it cannot be opened; the message says what to do
   */
  public static synchronized void start() throws IOException {
    if (server != null) {
      if (server.isOpen()) {
        return;
      }
      close(server); // it has lost its socket
    }
    MonitorServer opened = MonitorServer.openIn(PrivateFiles.directory());
    try {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .name("gonzo-monitor-patience")
              .start(() -> closeWhenUnused(opened));
      registerBean();
    } catch (Throwable failure) {
      opened.close();
      throw failure;
    }
    server = opened;
    System.setProperty(SOCKET, opened.path().toString());
  }

  private static void registerBean() {
    try {
      KernelsBean.register();
    } catch (NoClassDefFoundError withoutManagement) {
      // The program runs without the module java.management, so no JMX tool can ask for the bean.
    }
  }

  private static void closeWhenUnused(MonitorServer opened) {
    int patience = Math.max(0, Integer.getInteger(PATIENCE_SECONDS, USUAL_PATIENCE));
    try {
      do {
        opened.awaitUnused(FIRST_PATIENCE, patience);
      } while (!closeIfUnused(opened));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false if a tool has connected meanwhile. */
  private static synchronized boolean closeIfUnused(MonitorServer opened) {
    if (server == opened) {
      if (opened.isOpen() && !opened.isUnused()) {
        return false;
      }
      close(opened);
    }
    return true;
  }

  private static synchronized void close(MonitorServer opened) {
    System.clearProperty(SOCKET);
    opened.close();
    server = null;
    try {
      KernelsBean.unregister();
    } catch (NoClassDefFoundError withoutManagement) {
      // It was not registered.
    }
  }
}
