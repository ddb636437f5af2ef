package dev.gonzo.trap;

import java.net.InetSocketAddress;

/**
 * Answers the address of our end. Never suspends.
 *
 * @param handle a socket or a listener
 */
public record LocalAddress(Handle handle) implements Trap.Net<InetSocketAddress> {
  @Override
  public Class<?> answerType() {
    return InetSocketAddress.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
