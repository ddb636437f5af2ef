package dev.gonzo.sim.net;

import dev.gonzo.trap.NetTrap.DatagramArrival;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A socket for datagrams, and those that have arrived. */
abstract class DatagramSocket extends SimulatedSocket {
  private final Queue<Arrived> arrived = new ArrayDeque<>();
  private int arrivedBytes;

  DatagramSocket(HostNetwork host, SocketSettings settings) {
    super(host, false, settings);
  }

  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  private record Arrived(SocketAddress sender, byte[] bytes) {}

  @Override
  final boolean isForDatagrams() {
    return true;
  }

  /** The peer; null if it is not connected. */
  abstract @Nullable SocketAddress remote();

  /**
   * Sends a datagram, or returns a negated error number.
   *
   * @param to null for the peer
   */
  abstract int send(ByteBuffer bytes, @Nullable SocketAddress to);

  /** Returns the error number of an earlier datagram, once, or 0. */
  abstract int takeFailure();

  final int arrivedCount() {
    return arrived.size();
  }

  final int arrivedBytes() {
    return arrivedBytes;
  }

  final void arrives(SocketAddress sender, byte[] bytes) {
    arrived.add(new Arrived(sender, bytes));
    arrivedBytes += bytes.length;
    input.event(false);
  }

  final void forgetArrived() {
    arrived.clear();
    arrivedBytes = 0;
  }

  /** Takes the next datagram; null if there is none. */
  @Nullable DatagramArrival take(ByteBuffer into) {
    Arrived next = arrived.poll();
    if (next == null) {
      return null;
    }
    arrivedBytes -= next.bytes.length;
    int length = Math.min(into.remaining(), next.bytes.length);
    into.put(next.bytes, 0, length);
    return new DatagramArrival(next.sender, length, next.bytes.length);
  }
}
