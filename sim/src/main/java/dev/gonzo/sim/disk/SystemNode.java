package dev.gonzo.sim.disk;

/** A file that the system makes up. It is on the device from the beginning. */
final class SystemNode extends Node {
  final SystemFile file;

  SystemNode(long number, Attributes attributes, SystemFile file) {
    super(number, attributes);
    this.file = file;
  }

  @Override
  long size() {
    return 0;
  }
}
