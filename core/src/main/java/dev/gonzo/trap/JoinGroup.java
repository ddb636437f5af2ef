package dev.gonzo.trap;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * Lets a UDP socket receive datagrams sent to a multicast group that arrive on one network
 * interface. Never suspends.
 *
 * @param socket a UDP socket
 * @param group a multicast address
 * @param by the interface
 */
public record JoinGroup(Handle socket, InetAddress group, NetworkInterface by)
    implements Trap.Net<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
