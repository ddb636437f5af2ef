package dev.gonzo.trap;

import java.net.SocketAddress;

/**
 * Answers the address of the peer. Never suspends.
 *
 * @param socket a connection
 */
public record RemoteAddress(Handle socket) implements Trap.Net<SocketAddress> {
  @Override
  public Class<?> answerType() {
    return SocketAddress.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
