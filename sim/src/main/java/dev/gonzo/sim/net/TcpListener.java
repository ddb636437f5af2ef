package dev.gonzo.sim.net;

import dev.gonzo.sim.net.Packet.Segment;
import java.net.InetSocketAddress;

/** A TCP listener. */
final class TcpListener extends ListeningSocket<TcpConnection> {
  private final InetSocketAddress local;
  private int beingSetUp;

  TcpListener(HostNetwork host, SocketSettings settings, int backlog, InetSocketAddress local) {
    super(host, settings, backlog);
    this.local = local;
  }

  @Override
  InetSocketAddress local() {
    return local;
  }

  /** Begins a connection, or ignores the request if the queue is full: the client repeats it. */
  void requested(Segment request) {
    if (!isFull(beingSetUp)) {
      beingSetUp++;
      TcpConnection.answering(this, request);
    }
  }

  /** Records that a connection is set up. */
  void established(TcpConnection connection) {
    beingSetUp--;
    arrives(connection);
  }

  /** Records that a connection has failed before it was set up. */
  void gaveUp() {
    beingSetUp--;
  }

  @Override
  void release() {
    host.tcp().remove(this);
    for (TcpConnection left = accept(); left != null; left = accept()) {
      left.abort();
    }
  }
}
