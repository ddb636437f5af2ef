package dev.gonzo.sim.disk;

import dev.gonzo.trap.Handle;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * An open file, directory or watch of a host. It keeps its node until it is closed and the
 * operations that have begun by then have ended.
 */
abstract sealed class DiskHandle extends Handle permits OpenedFile, OpenedDirectory, Watch {
  private final HostFiles host;
  private final Path path;
  private final Node node;
  // Of this handle: its owner, until it closes it, and the operations that use it.
  private int holders = 1;
  private boolean isClosed;
  private int number = -1;

  DiskHandle(HostFiles host, Path path, Node node) {
    this.host = host;
    this.path = path;
    this.node = node;
    node.handles++;
  }

  final boolean isOf(HostFiles files) {
    return host == files;
  }

  final void setNumber(int given) {
    number = given;
  }

  /** Its number, in the order of opening. */
  final int number() {
    return number;
  }

  final Node node() {
    return node;
  }

  final Path path() {
    return path;
  }

  /** A path that leads to it, whatever its names are by now. */
  Path pathWhileOpen() {
    return Path.of(Lookup.DESCRIPTORS + number);
  }

  final boolean isClosed() {
    return isClosed;
  }

  final void hold() throws ClosedChannelException {
    if (isClosed) {
      throw new ClosedChannelException();
    }
    holders++;
  }

  final void release() {
    if (--holders == 0) {
      node.handles--;
      freed();
      host.freed(this);
    }
  }

  final void close() {
    if (!isClosed) {
      isClosed = true;
      closed();
      release();
    }
  }

  /** Called when it is closed. */
  void closed() {}

  /** Called when it is closed and no operation uses it. */
  void freed() {}

  @Override
  public String toString() {
    return path.toString();
  }
}
