package dev.gonzo.sim.disk;

import java.nio.charset.StandardCharsets;

/** A symbolic link. It is on the device as soon as its name is. */
final class LinkNode extends Node {
  final String target;

  LinkNode(long number, Attributes attributes, String target) {
    super(number, attributes);
    this.target = target;
  }

  @Override
  long size() {
    return target.getBytes(StandardCharsets.UTF_8).length;
  }
}
