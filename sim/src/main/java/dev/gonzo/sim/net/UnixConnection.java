package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.UnixAddress;
import java.nio.ByteBuffer;

/**
 * One end of a connection between Unix sockets, or of a pair. As in Linux, a send puts the bytes
 * into the peer's queue at once, and the sender's buffer limits how many may be there.
 */
final class UnixConnection extends StreamSocket {
  private final UnixAddress local;
  private final UnixAddress remote;
  private final ByteQueue received = new ByteQueue();
  private UnixConnection peer = this;
  private boolean isShut;
  private boolean hasEnded;
  private boolean isBlocked;
  private int failure;
  private Runnable whenReleased = () -> {};

  private UnixConnection(
      HostNetwork host, SocketSettings settings, UnixAddress local, UnixAddress remote) {
    super(host, settings);
    this.local = local;
    this.remote = remote;
  }

  /** Creates an end of a pair, or the client's end of a connection. */
  static UnixConnection open(
      HostNetwork host, SocketSettings settings, UnixAddress local, UnixAddress remote) {
    return new UnixConnection(host, settings, local, remote);
  }

  /** Creates the other end, and connects both. */
  UnixConnection other(SocketSettings others) {
    var other = new UnixConnection(host, others, /* local= */ remote, /* remote= */ local);
    other.peer = this;
    peer = other;
    return other;
  }

  /** Sets what frees its address. */
  void whenReleased(Runnable action) {
    whenReleased = action;
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
  UnixAddress remote() {
    return remote;
  }

  @Override
  int receive(ByteBuffer into) {
    if (!received.isEmpty()) {
      int count = received.take(into);
      if (peer.isBlocked && peer.free() >= peer.settings.sendBytes / 3) {
        peer.isBlocked = false;
        peer.output.event(false);
      }
      return count;
    } else if (failure != 0) {
      return -failure;
    }
    return hasEnded ? 0 : -ErrorNumber.EAGAIN;
  }

  @Override
  int send(ByteBuffer from) {
    if (isShut || peer.isClosed()) {
      return -ErrorNumber.EPIPE;
    }
    int count = Math.min(room(), from.remaining());
    isBlocked = count == 0;
    if (isBlocked) {
      return -ErrorNumber.EAGAIN;
    }
    peer.received.add(from, count);
    peer.input.event(false);
    return count;
  }

  @Override
  int room() {
    return isShut || peer.isClosed() ? 1 : free();
  }

  private int free() {
    return Math.max(0, settings.sendBytes - peer.received.size());
  }

  @Override
  void expectRoom() {
    isBlocked = true;
  }

  @Override
  void shutOutput() {
    if (!isShut) {
      isShut = true;
      peer.hasEnded = true;
      peer.input.event(true);
    }
  }

  @Override
  boolean isOutputShut() {
    return isShut;
  }

  /** Ends it as a connection that is not accepted. */
  void refuse() {
    peer.failure = ErrorNumber.ECONNRESET;
    close();
  }

  @Override
  void release() {
    if (!received.isEmpty()) {
      peer.failure = ErrorNumber.ECONNRESET;
    }
    received.clear();
    shutOutput();
    peer.output.event(true);
    whenReleased.run();
  }
}
