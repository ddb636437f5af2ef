package dev.gonzo.trap;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Opens a TCP connection. Throws {@link java.net.ConnectException} if it is refused. Cancelled, the
 * socket is closed.
 *
 * @param address whereto, resolved
 * @param source the local address to connect from, or null for the system's choice
 */
public record Connect(InetSocketAddress address, @Nullable InetSocketAddress source)
    implements Trap.Net<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
