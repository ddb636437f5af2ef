package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.UnixAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket for datagrams. None is lost: a receiver that has too many holds up those that are
 * connected to it, and refuses those of others.
 */
final class UnixDatagramSocket extends DatagramSocket {
  /** How many may wait to be received, besides the one that is being sent. */
  private static final int MOST_WAITING = 10;

  private final UnixAddress local;
  private final @Nullable UnixAddress remote;
  // Null if it was never connected, or if a send has found that the peer is closed.
  private @Nullable UnixDatagramSocket peer;
  private final List<UnixDatagramSocket> heldUp = new ArrayList<>();

  UnixDatagramSocket(
      HostNetwork host,
      SocketSettings settings,
      UnixAddress local,
      @Nullable UnixAddress remote,
      @Nullable UnixDatagramSocket peer) {
    super(host, settings);
    this.local = local;
    this.remote = remote;
    this.peer = peer;
  }

  @Override
  boolean isUnix() {
    return true;
  }

  @Override
  UnixAddress local() {
    return local;
  }

  @Override
  @Nullable UnixAddress remote() {
    return remote;
  }

  /** Whether it receives from its peer only, so that no other socket can connect to it. */
  boolean isConnected() {
    return peer != null;
  }

  @Override
  int takeFailure() {
    return 0;
  }

  @Override
  int send(ByteBuffer bytes, @Nullable SocketAddress to) {
    UnixDatagramSocket receiver = peer;
    if (to != null) {
      UnixSockets.Found found = host.unix().find((UnixAddress) to);
      if (found.reason() != 0) {
        return -found.reason();
      } else if (!(found.socket() instanceof UnixDatagramSocket datagrams)) {
        return -ErrorNumber.EPROTOTYPE;
      } else {
        receiver = datagrams;
      }
    }
    if (receiver == null) {
      return -ErrorNumber.ENOTCONN;
    } else if (receiver.isClosed()) {
      if (receiver == peer) {
        isDisconnected();
      }
      return -ErrorNumber.ECONNREFUSED;
    } else if (bytes.remaining() > settings.sendBytes) {
      return -ErrorNumber.EMSGSIZE;
    } else if (receiver.peer != null && receiver.peer != this) {
      return -ErrorNumber.EPERM; // it receives from its peer only
    } else if (receiver.arrivedCount() > MOST_WAITING) {
      if (receiver == peer) {
        receiver.heldUp.add(this);
      }
      return -ErrorNumber.EAGAIN;
    }
    var content = new byte[bytes.remaining()];
    bytes.get(content);
    receiver.arrives(local, content);
    return content.length;
  }

  /** As in Linux, it also loses what it has received, and may receive from any socket again. */
  private void isDisconnected() {
    peer = null;
    forgetArrived();
  }

  @Override
  @Nullable DatagramArrival take(ByteBuffer into) {
    DatagramArrival taken = super.take(into);
    if (taken != null) {
      letSend();
    }
    return taken;
  }

  private void letSend() {
    List<UnixDatagramSocket> waiting = List.copyOf(heldUp);
    heldUp.clear();
    waiting.forEach(sender -> sender.output.event(false));
  }

  @Override
  void release() {
    host.unix().release(local, this);
    letSend();
  }
}
