package dev.gonzo.sim.net;

import dev.gonzo.trap.UnixAddress;

/** A listener for Unix connections. */
final class UnixListener extends ListeningSocket<UnixConnection> {
  private final UnixAddress local;

  UnixListener(HostNetwork host, SocketSettings settings, int backlog, UnixAddress local) {
    super(host, settings, backlog);
    this.local = local;
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
  void release() {
    host.unix().release(local, this);
    for (UnixConnection left = accept(); left != null; left = accept()) {
      left.refuse();
    }
  }
}
