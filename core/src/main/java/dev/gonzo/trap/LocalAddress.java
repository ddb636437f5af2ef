package dev.gonzo.trap;

import java.net.SocketAddress;

/**
 * Answers the local address of a socket. Never suspends.
 *
 * @param handle a socket or a listener
 */
public record LocalAddress(Handle handle) implements Trap.Net<SocketAddress> {
  @Override
  public Class<?> answerType() {
    return SocketAddress.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
