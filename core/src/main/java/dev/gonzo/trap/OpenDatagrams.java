package dev.gonzo.trap;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a socket for datagrams: UDP, or Unix for a {@link UnixAddress}. With a remote address it is
 * connected: it sends there, and receives only from there. Throws {@link java.net.BindException} if
 * the local address is taken or not this machine's. Never suspends.
 *
 * @param local where it receives, resolved; port 0, or null, lets the system choose
 * @param remote the other side, resolved, or null for all; it or a local address there must be
 * @param options are set before it is bound
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
