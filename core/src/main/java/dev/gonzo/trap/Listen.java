package dev.gonzo.trap;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;

/**
 * Opens a listening socket: TCP, or Unix for a {@link UnixAddress}. Throws {@link
 * java.net.BindException} if the address is in use or not this machine's. Never suspends.
 *
 * @param address the address to listen on, resolved; port 0 lets the system choose
 * @param backlog how many connections may wait to be accepted, at least 1
 * @param options options to set before it is bound
 */
public record Listen(SocketAddress address, int backlog, Map<SocketOption<?>, Object> options)
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
