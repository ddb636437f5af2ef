package dev.gonzo.sim.disk;

import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory: its entries as programs see them, and those on the device. */
final class DirectoryNode extends Node {
  private static final long SIZE = 4096;

  /** The directory above it; itself for the root. Kept when it is removed, for "..". */
  DirectoryNode parent;

  SortedMap<String, Node> entries = new TreeMap<>();
  final SortedMap<String, Node> durable = new TreeMap<>();

  /** The changes of its entries that are not on the device yet. */
  final Set<NameChange> pending = new LinkedHashSet<>();

  private final List<Watch> watches = new ArrayList<>();

  DirectoryNode(long number, Attributes attributes, @Nullable DirectoryNode parent) {
    super(number, attributes);
    this.parent = parent == null ? this : parent;
  }

  @Override
  long size() {
    return isRemoved() ? 0 : SIZE;
  }

  /** Whether it was removed, so that nothing can be created in it. */
  boolean isRemoved() {
    return parent != this && names.isEmpty();
  }

  boolean isBelow(DirectoryNode other) {
    for (DirectoryNode at = this; ; at = at.parent) {
      if (at == other) {
        return true;
      }
      if (at.parent == at) {
        return false;
      }
    }
  }

  void watchedBy(Watch watch) {
    watches.add(watch);
  }

  void noLongerWatchedBy(Watch watch) {
    watches.remove(watch);
  }

  void created(String name) {
    happened(StandardWatchEventKinds.ENTRY_CREATE, name);
  }

  void deleted(String name) {
    happened(StandardWatchEventKinds.ENTRY_DELETE, name);
  }

  void modified(String name) {
    happened(StandardWatchEventKinds.ENTRY_MODIFY, name);
  }

  private void happened(WatchEvent.Kind<Path> kind, String name) {
    for (Watch watch : watches) {
      watch.happened(kind, name);
    }
  }

  /** Forgets its watches, because their host has crashed. */
  void dropWatches() {
    watches.clear();
  }

  /** Ends its watches, because it was removed. */
  void endWatches() {
    for (Watch watch : List.copyOf(watches)) {
      watch.directoryIsGone();
    }
  }
}
