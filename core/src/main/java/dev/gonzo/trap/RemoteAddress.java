package dev.gonzo.trap;

import java.net.InetSocketAddress;

/**
 * Answers the address of the peer. Never suspends.
 *
 * @param socket a connection
 */
public record RemoteAddress(Handle socket) implements Trap.Net<InetSocketAddress> {
  @Override
  public Class<?> answerType() {
    return InetSocketAddress.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
