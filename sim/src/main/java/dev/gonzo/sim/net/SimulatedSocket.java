package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ready.ReadinessSocket;
import java.net.SocketAddress;

/** A socket of a simulated host. */
abstract class SimulatedSocket extends ReadinessSocket {
  final HostNetwork host;
  final SocketSettings settings;

  /** Its place in the order in which the sockets of all hosts were created. */
  final long number;

  SimulatedSocket(HostNetwork host, boolean listens, SocketSettings settings) {
    super(listens);
    this.host = host;
    this.settings = settings;
    this.number = host.network().nextNumber();
  }

  abstract SocketAddress local();

  /** Whether it is a Unix socket. */
  boolean isUnix() {
    return false;
  }

  /** Whether it is for datagrams. */
  boolean isForDatagrams() {
    return false;
  }

  /** Ends what it does after it was closed, and frees its address. */
  abstract void release();

  /** Closes it on our side. Tasks that wait for it fail. */
  final void close() {
    if (!isClosed()) {
      markClosed();
      host.forget(this);
      release();
    }
  }

  @Override
  public final String toString() {
    return "socket " + number + " of " + host.name();
  }
}
