package dev.gonzo.trap;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection: TCP, or Unix to a {@link UnixAddress}. Throws {@link
 * java.net.ConnectException} if it is refused. If it is cancelled, the socket is closed.
 *
 * @param address the address to connect to, resolved
 * @param source the local address to connect from, or null for the system's choice
 * @param options options to set before it is connected
 */
public record Connect(
    SocketAddress address, @Nullable SocketAddress source, Map<SocketOption<?>, Object> options)
    implements Trap.Net<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
