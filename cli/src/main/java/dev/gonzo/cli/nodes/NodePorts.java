package dev.gonzo.cli.nodes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A port of the loopback for each node, which no other program gets meanwhile: a socket is bound to
 * it and does not listen, which on Linux lets a node listen there.
 */
final class NodePorts implements AutoCloseable {
  private static final boolean KEPT = System.getProperty("os.name", "").equals("Linux");

  private final List<Socket> bound = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  NodePorts(int count) throws IOException {
    try {
      for (int i = 0; i < count; i++) {
        var socket = new Socket();
        bound.add(socket);
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        addresses.add("127.0.0.1:" + socket.getLocalPort());
      }
      if (!KEPT) {
        close();
      }
    } catch (IOException refused) {
      close();
      throw refused;
    }
  }

  /** The members as {@code node1=127.0.0.1:40001,node2=...}. */
  String members() {
    var members = new StringJoiner(",");
    for (int i = 0; i < addresses.size(); i++) {
      members.add(name(i) + "=" + addresses.get(i));
    }
    return members.toString();
  }

  static String name(int index) {
    return "node" + (index + 1);
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : bound) {
      socket.close();
    }
  }
}
