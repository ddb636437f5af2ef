package dev.gonzo.sim.disk;

/**
 * The name of a Unix socket in the tree. It cannot be opened, and outlives its socket if that does
 * not remove it. It is on the device as soon as its name is.
 */
final class SocketNode extends Node {
  SocketNode(long number, Attributes attributes) {
    super(number, attributes);
  }

  @Override
  long size() {
    return 0;
  }
}
