package dev.gonzo.trap;

import java.net.InetSocketAddress;

/**
 * Opens a socket that takes TCP connections. Throws {@link java.net.BindException} if the address
 * is taken or not this machine's. Never suspends.
 *
 * @param address where, resolved; port 0 lets the system choose
 * @param backlog how many connections may wait to be accepted, at least 1
 * @param reusePort whether several sockets may share the port, each taking some of the connections
 */
public record Listen(InetSocketAddress address, int backlog, boolean reusePort)
    implements Trap.Net<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
