package dev.gonzo.sim.disk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file, a directory, a link, a socket or a file of the system, whatever its names are: what POSIX
 * calls an inode.
 */
abstract sealed class Node permits FileNode, DirectoryNode, LinkNode, SocketNode, SystemNode {
  /** Its number: nodes are numbered in the order of their creation. */
  final long number;

  /** Its attributes as programs see them. */
  Attributes attributes;

  /** Its attributes on the device. */
  Attributes durableAttributes;

  /** The names by which it is found. */
  final Set<Name> names = new LinkedHashSet<>();

  /** The changes that gave it a name and are not on the device yet, in order. */
  final List<NameChange> placements = new ArrayList<>();

  /** The locks on its regions. */
  final Locks locks = new Locks();

  /** How many open handles there are. */
  int handles;

  Node(long number, Attributes attributes) {
    this.number = number;
    this.attributes = attributes;
    this.durableAttributes = attributes;
  }

  /** A name in a directory, whether or not there is a node of that name. */
  record Name(DirectoryNode directory, String text) {}

  /** Whether nothing leads to it, so that its space is free. */
  boolean isGone() {
    return names.isEmpty() && handles == 0;
  }

  /** How much space it takes, in sectors. */
  long sectors() {
    return 1;
  }

  abstract long size();

  /** The directory in which a write to it is reported; null if it has no name left. */
  final @Nullable Name anyName() {
    return names.isEmpty() ? null : names.iterator().next();
  }

  /** Its number, and not its place in memory, which differs from run to run. */
  @Override
  public final int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other;
  }
}
