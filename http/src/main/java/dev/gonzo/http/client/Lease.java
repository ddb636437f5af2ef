package dev.gonzo.http.client;

import dev.gonzo.Async;

/**
 * The right to use a connection of the pool. It ends by one of three calls; later ones do nothing.
 */
final class Lease {
  private final Pool pool;
  private final HostPool host;
  private final ClientConnection connection;
  private final boolean isReused;
  private boolean hasEnded;

  Lease(Pool pool, HostPool host, ClientConnection connection, boolean isReused) {
    this.pool = pool;
    this.host = host;
    this.connection = connection;
    this.isReused = isReused;
  }

  ClientConnection connection() {
    return connection;
  }

  /** Whether the connection has had a request before: the server may be closing it. */
  boolean isReused() {
    return isReused;
  }

  /** Gives the connection back to the pool. */
  @Async
  void release() {
    if (!hasEnded) {
      hasEnded = true;
      pool.release(host, connection);
    }
  }

  /** Closes the connection, unless others share it. */
  @Async
  void discard() {
    if (!hasEnded) {
      hasEnded = true;
      if (connection.isShared()) {
        pool.release(host, connection);
      } else {
        pool.discard(host, connection);
      }
    }
  }

  /** Leaves the connection to the caller. */
  void detach() {
    if (!hasEnded) {
      hasEnded = true;
      pool.detach(host, connection);
    }
  }
}
