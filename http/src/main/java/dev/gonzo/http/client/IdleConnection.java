package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a request. A daemon reads from it: so its end is noticed at once, and it is
 * closed when it has been idle for too long.
 */
final class IdleConnection {
  final HostPool host;
  final ClientConnection connection;
  private final Pool pool;
  private @Nullable Task<?> watcher;
  private boolean isTaken;
  private boolean hasEnded;

  IdleConnection(Pool pool, HostPool host, ClientConnection connection) {
    this.pool = pool;
    this.host = host;
    this.connection = connection;
  }

  void watch(Duration limit) {
    watcher =
        Gonzo.spawnDaemon(
            "idle connection to " + host.route,
            () -> {
              try {
                hasEnded = Gonzo.ignoreAfter(limit, connection::awaitEnd);
              } catch (IOException gone) {
                hasEnded = true;
              } finally {
                if (!isTaken) {
                  pool.drop(this);
                }
              }
            });
  }

  /** Ends the watch; returns whether the connection can be used. */
  @Async
  boolean take() {
    isTaken = true;
    Task<?> running = watcher;
    if (running != null) {
      Gonzo.withoutCancellation(() -> running.cancel("the connection is used"));
    }
    return !hasEnded && connection.isUsable();
  }
}
