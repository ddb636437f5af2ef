package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of a client. */
final class Pool {
  private final PoolLimits limits;
  private final Connector connector;
  private final Map<Route, HostPool> hosts = new LinkedHashMap<>();

  /** Of all hosts, in the order in which they became idle. */
  private final Set<IdleConnection> idle = new LinkedHashSet<>();

  private final Set<ClientConnection> all =
      Collections.newSetFromMap(new IdentityHashMap<ClientConnection, Boolean>());
  private boolean isClosed;

  Pool(PoolLimits limits, Connector connector) {
    this.limits = limits;
    this.connector = connector;
  }

  /**
   * Takes an idle or shared connection, opens one, or waits for one. If it is cancelled, it leaves
   * nothing behind.
   */
  @Async
  Lease acquire(Route route) throws IOException {
    HostPool host = hosts.computeIfAbsent(route, HostPool::new);
    @Nullable Event place = null;
    Lease lease;
    try {
      while (true) {
        requireOpen();
        if (host.mayLook(place)) {
          lease = take(host);
          if (lease != null || mayOpen(host)) {
            break;
          }
        }
        if (place == null) {
          place = host.queue();
        }
        place.await();
        place.clear();
      }
      if (lease == null) {
        reserve(host);
      }
    } finally {
      host.leave(place);
      forget(host);
    }
    return lease == null ? open(host) : lease;
  }

  private boolean mayOpen(HostPool host) {
    return !host.isProbing && host.open < limits.perHost();
  }

  private void reserve(HostPool host) {
    boolean _ = hosts.putIfAbsent(host.route, host) == null;
    host.open++;
    host.isProbing = connector.mayBeShared(host.route) && !host.isHttp1;
  }

  /** Takes a connection that is open. */
  private @Nullable Lease take(HostPool host) {
    ClientConnection shared = host.shared;
    if (shared != null && shared.isUsable()) {
      return new Lease(this, host, shared, true);
    }
    while (!host.idle.isEmpty()) {
      IdleConnection last = host.idle.removeLast();
      boolean _ = idle.remove(last);
      if (last.take()) {
        return new Lease(this, host, last.connection, true);
      }
      close(host, last.connection);
    }
    return null;
  }

  private Lease open(HostPool host) throws IOException {
    @Nullable ClientConnection opened = null;
    try {
      opened = connector.connect(host.route);
      all.add(opened);
      requireOpen();
      host.isHttp1 = !opened.isShared();
      if (opened instanceof Http2ClientConnection shared) {
        host.shared = shared;
        shared.start(() -> close(host, shared));
      }
      return new Lease(this, host, opened, false);
    } catch (Throwable thrown) {
      if (opened == null) {
        host.open--;
      } else {
        close(host, opened);
      }
      throw thrown;
    } finally {
      host.isProbing = false;
      host.wakeFirst();
      forget(host);
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("this client is closed: open another with Http.client()");
    }
  }

  // ---------------------------------------------------------------- giving back

  @Async
  void release(HostPool host, ClientConnection connection) {
    if (isClosed || !connection.isUsable()) {
      if (!connection.isShared()) {
        close(host, connection);
      }
      return;
    }
    if (connection.isShared()) {
      host.wakeFirst();
      return;
    }
    var resting = new IdleConnection(this, host, connection);
    host.idle.addLast(resting);
    idle.add(resting);
    resting.watch(limits.idleTime());
    host.wakeFirst();
    while (idle.size() > limits.idle()) {
      IdleConnection oldest = idle.iterator().next();
      withdraw(oldest);
      boolean _ = oldest.take();
      close(oldest.host, oldest.connection);
    }
  }

  @Async
  void discard(HostPool host, ClientConnection connection) {
    close(host, connection);
  }

  /** Leaves a connection to a caller, who closes it. */
  void detach(HostPool host, ClientConnection connection) {
    boolean _ = all.remove(connection);
    leave(host);
  }

  /** Closes an idle connection that has ended, or was idle for too long. */
  @Async
  void drop(IdleConnection ended) {
    if (withdraw(ended)) {
      close(ended.host, ended.connection);
    }
  }

  private boolean withdraw(IdleConnection resting) {
    boolean _ = resting.host.idle.remove(resting);
    return idle.remove(resting);
  }

  private void close(HostPool host, ClientConnection connection) {
    if (all.remove(connection)) {
      if (host.shared == connection) {
        host.shared = null;
      }
      connection.close();
      leave(host);
    }
  }

  private void leave(HostPool host) {
    host.open--;
    host.wakeFirst();
    forget(host);
  }

  private void forget(HostPool host) {
    if (host.isUnused()) {
      boolean _ = hosts.remove(host.route, host);
    }
  }

  /** Closes all connections, also those with requests, and lets the requests that wait fail. */
  @Async
  void close() {
    isClosed = true;
    hosts.values().forEach(HostPool::wakeAll);
    Gonzo.withoutCancellation(() -> {
      for (IdleConnection resting : new ArrayList<>(idle)) {
        if (withdraw(resting)) {
          boolean _ = resting.take();
          close(resting.host, resting.connection);
        }
      }
      for (ClientConnection connection : new ArrayList<>(all)) {
        connection.close();
      }
    });
  }

  boolean isClosed() {
    return isClosed;
  }

  @Override
  public String toString() {
    return "%d connections, %d of them idle".formatted(all.size(), idle.size());
  }
}
