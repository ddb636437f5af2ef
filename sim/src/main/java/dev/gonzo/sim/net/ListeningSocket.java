package dev.gonzo.sim.net;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A listener, and the connections that wait to be accepted.
 *
 * @param <S> its connections
 */
abstract class ListeningSocket<S extends StreamSocket> extends SimulatedSocket {
  final Queue<S> arrived = new ArrayDeque<>();
  private final int backlog;

  ListeningSocket(HostNetwork host, SocketSettings settings, int backlog) {
    super(host, true, settings);
    this.backlog = backlog;
  }

  /** Whether there is no room for one more connection besides those that are being set up. */
  final boolean isFull(int beingSetUp) {
    return arrived.size() + beingSetUp > backlog; // Linux takes one more than it was given
  }

  final void arrives(S connection) {
    arrived.add(connection);
    input.event(false);
  }

  final @Nullable S accept() {
    return arrived.poll();
  }
}
