package dev.gonzo.sim.disk;

/** A regular file. */
final class FileNode extends Node {
  final Contents contents = new Contents();

  FileNode(long number, Attributes attributes) {
    super(number, attributes);
  }

  @Override
  long sectors() {
    return 1 + contents.sectors();
  }

  @Override
  long size() {
    return contents.size();
  }
}
