package dev.gonzo.trap;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a datagram socket: UDP, or Unix for a {@link UnixAddress}. With a remote address it is
 * connected: it sends there, and receives only from there. Throws {@link java.net.BindException} if
 * the local address is in use or not this machine's. Never suspends.
 *
 * @param local the address to receive on, resolved; port 0, or null, lets the system choose
 * @param remote the peer, resolved, or null for any; at least one of local and remote must be given
 * @param options options to set before it is bound
 */
public record OpenDatagrams(
    @Nullable SocketAddress local,
    @Nullable SocketAddress remote,
    Map<SocketOption<?>, Object> options)
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
