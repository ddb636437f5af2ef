package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.NameChange.Entry;
import dev.gonzo.sim.disk.Node.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of names that are not on the device yet, and in which order they may get there.
 *
 * <p>A change comes after
 *
 * <ul>
 *   <li>the earlier changes of its names;
 *   <li>for a hard link: the earlier changes of the name that it was made from; and a later change
 *       of that name comes after the link;
 *   <li>for the removal of a directory: the changes of all names in it;
 *   <li>for a rename or a hard link: the changes that placed the directory of the new name, and
 *       those above it, where they are.
 * </ul>
 *
 * All others are independent of each other. So a node that has a name on the device keeps one until
 * it is removed, whatever is lost in a crash.
 */
final class NameLog {
  /** How many changes wait before the system writes back the oldest one by itself. */
  private static final int MOST_PENDING = 4_096;

  // Each pending change has at most three.
  private static final int MOST_USES = 8 * MOST_PENDING;

  private final NavigableMap<Long, NameChange> pending = new TreeMap<>();
  private final Map<Name, Uses> uses = new LinkedHashMap<>();
  private long number;

  /** The pending changes that a later change of a name must come after. */
  private static final class Uses {
    private @Nullable NameChange last;
    private final List<NameChange> links = new ArrayList<>();

    void addTo(Set<NameChange> after) {
      if (last != null && !last.isDurable()) {
        after.add(last);
      }
    }

    void addAllTo(Set<NameChange> after) {
      addTo(after);
      for (NameChange link : links) {
        if (!link.isDurable()) {
          after.add(link);
        }
      }
    }
  }

  /** A new file, directory or symbolic link. */
  void created(Name name, Node node) {
    add(List.of(new Entry(name, node)), new LinkedHashSet<>());
  }

  /** A name that was removed. */
  void removed(Name name, Node node) {
    add(List.of(new Entry(name, null)), insideOf(node));
  }

  /** A further name of a node. */
  void linked(Name existing, Name name, Node node) {
    Set<NameChange> after = new LinkedHashSet<>();
    Uses source = uses.computeIfAbsent(existing, _ -> new Uses());
    source.addTo(after);
    addPlacements(name.directory(), after);
    source.links.add(add(List.of(new Entry(name, node)), after));
  }

  /** A name that became another, in place of a node or of none. */
  void renamed(Name from, Name to, Node node, @Nullable Node replaced) {
    Set<NameChange> after = replaced == null ? new LinkedHashSet<>() : insideOf(replaced);
    addPlacements(to.directory(), after);
    add(List.of(new Entry(from, null), new Entry(to, node)), after);
  }

  private static Set<NameChange> insideOf(Node node) {
    return node instanceof DirectoryNode directory
        ? new LinkedHashSet<>(directory.pending)
        : new LinkedHashSet<>();
  }

  private static void addPlacements(DirectoryNode directory, Set<NameChange> after) {
    for (DirectoryNode at = directory; ; at = at.parent) {
      after.addAll(at.placements);
      if (at.parent == at) {
        return;
      }
    }
  }

  private NameChange add(List<Entry> entries, Set<NameChange> after) {
    for (Entry entry : entries) {
      Uses before = uses.get(entry.name());
      if (before != null) {
        before.addAllTo(after);
      }
    }
    var change = new NameChange(number++, entries, after);
    for (Entry entry : entries) {
      var now = new Uses();
      now.last = change;
      uses.put(entry.name(), now);
    }
    change.register();
    pending.put(change.number, change);
    if (pending.size() > MOST_PENDING) {
      reach(pending.firstEntry().getValue());
    }
    if (uses.size() > MOST_USES) {
      forgetOldUses();
    }
    return change;
  }

  private void forgetOldUses() {
    uses.values()
        .removeIf(use ->
            (use.last == null || use.last.isDurable())
                && use.links.stream().allMatch(NameChange::isDurable));
  }

  /** Makes the entries of a directory durable, with all changes that must come before them. */
  void sync(DirectoryNode directory) {
    for (NameChange change : List.copyOf(directory.pending)) {
      reach(change);
    }
  }

  private void reach(NameChange wanted) {
    var needed = new TreeMap<Long, NameChange>();
    collect(wanted, needed);
    for (NameChange change : needed.values()) {
      change.reach();
      pending.remove(change.number);
    }
  }

  private static void collect(NameChange wanted, Map<Long, NameChange> needed) {
    var found = new ArrayList<NameChange>();
    found.add(wanted);
    while (!found.isEmpty()) {
      NameChange change = found.removeLast();
      if (!change.isDurable() && needed.putIfAbsent(change.number, change) == null) {
        found.addAll(change.after);
      }
    }
  }

  /**
   * Decides which changes have reached the device when the system crashes; the others are lost.
   *
   * @return the changes that have, for the journal
   */
  List<NameChange> crash(Choices choices) {
    List<NameChange> reached = new ArrayList<>();
    choices.begin();
    for (NameChange change : pending.values()) {
      if (change.isPossible() && choices.choose(2) == 1) {
        change.reach();
        reached.add(change);
      }
    }
    for (NameChange lost : pending.values()) {
      lost.forget();
    }
    pending.clear();
    uses.clear();
    return reached;
  }

  /** How many changes are not on the device yet. */
  int pending() {
    return pending.size();
  }
}
