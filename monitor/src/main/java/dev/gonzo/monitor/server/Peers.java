package dev.gonzo.monitor.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/** Who may connect: the user of this process, and root. */
final class Peers {
  private final String user;

  private Peers(String user) {
    this.user = user;
  }

  /** Those of the user who owns a file that this process has created. */
  static Peers like(Path created) throws IOException {
    return new Peers(Files.getOwner(created).getName());
  }

  /** Whether the other end of a connection is one of them, as the system says. */
  boolean mayConnect(SocketChannel channel) {
    try {
      String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      return peer.equals(user) || peer.equals("root");
    } catch (UnsupportedOperationException | NoClassDefFoundError unknown) {
      // On this system, or in a program without the module jdk.net, the modes of the socket and of
      // its directory are all that there is.
      return true;
    } catch (IOException failed) {
      return false;
    }
  }
}
