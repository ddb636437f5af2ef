package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Node.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of one or two names that is not on the device yet. It gets there whole or not at all.
 */
final class NameChange {
  final long number;
  final List<Entry> entries;

  /** The changes that must be on the device before this one. */
  final Set<NameChange> after;

  private boolean isDurable;

  NameChange(long number, List<Entry> entries, Set<NameChange> after) {
    this.number = number;
    this.entries = entries;
    this.after = after;
  }

  /**
   * A name, and what it leads to from now on.
   *
   * @param name the name
   * @param node the node; null if the name is removed
   */
  record Entry(Name name, @Nullable Node node) {}

  boolean isDurable() {
    return isDurable;
  }

  /** Whether all changes that must come before it are on the device. */
  boolean isPossible() {
    for (NameChange before : after) {
      if (!before.isDurable) {
        return false;
      }
    }
    return true;
  }

  /** Makes it on the device. */
  void reach() {
    for (Entry entry : entries) {
      Name name = entry.name();
      if (entry.node() == null) {
        name.directory().durable.remove(name.text());
      } else {
        name.directory().durable.put(name.text(), entry.node());
      }
    }
    isDurable = true;
    after.clear(); // all of them are durable, and would be kept in memory
    forget();
  }

  /** Removes it from the nodes that know it. */
  void forget() {
    for (Entry entry : entries) {
      entry.name().directory().pending.remove(this);
      if (entry.node() != null) {
        entry.node().placements.remove(this);
      }
    }
  }

  /** Adds it to the nodes that have to know it. */
  void register() {
    for (Entry entry : entries) {
      entry.name().directory().pending.add(this);
      if (entry.node() != null) {
        entry.node().placements.add(this);
      }
    }
  }

  /** What it does, for the journal. */
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    for (Entry entry : entries) {
      String node = entry.node() == null ? "nothing" : Long.toString(entry.node().number);
      parts.add(entry.name().directory().number + "/" + entry.name().text() + " is " + node);
    }
    return number + " (" + String.join(", ", parts) + ")";
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
