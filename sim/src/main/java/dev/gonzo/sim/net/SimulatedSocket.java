package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ready.ReadinessSocket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of a simulated host. */
abstract class SimulatedSocket extends ReadinessSocket {
  final HostNetwork host;
  final SocketSettings settings;

  /** Its place in the order in which the sockets of all hosts were created. */
  final long number;

  // Null until it is accepted, if it is.
  private @Nullable ProgramNetwork program;

  SimulatedSocket(HostNetwork host, boolean listens, SocketSettings settings) {
    super(listens);
    this.host = host;
    this.settings = settings;
    this.number = host.network().nextNumber();
  }

  abstract SocketAddress local();

  /** Records which program has opened it. */
  void isOpenIn(ProgramNetwork opener) {
    program = opener;
  }

  /** Whether a program has opened it, and may use it. */
  boolean isOf(ProgramNetwork user) {
    return program == user;
  }

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
      if (program != null) {
        program.forget(this);
      }
      release();
    }
  }

  @Override
  public final String toString() {
    return "socket " + number + " of " + host.name();
  }
}
