package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.Attachment;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;

/**
 * A program, as the command line names it.
 *
 * @param named the number of its process, or the path of a socket that it has opened
 */
public record Target(String named) {
  private static final String NUMBER = "\\d{1,18}";

  /**
   * Connects to it. Blocks the thread.
   *
   * @return the connection
   * @throws IOException if that is not possible; its message says why
   */
  public MonitorClient connect() throws IOException {
    if (named.matches(NUMBER)) {
      return Attachment.connect(Long.parseLong(named));
    }
    try {
      return MonitorClient.connect(Path.of(named));
    } catch (SocketException refused) {
      throw new IOException(
          "cannot connect to the socket "
              + Text.visible(named)
              + " ("
              + refused.getMessage()
              + "): give the number of a process, or the path that the program passes to Monitor.open",
          refused);
    }
  }
}
