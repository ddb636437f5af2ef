package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Script.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of docs/simulated-disk.md, applied to a script by trying every subset of its changes of
 * names, every size and every version of each sector. It shares no code with the disk.
 */
final class WrittenModel {
  private static final int SECTOR = 512;
  private static final int ROOT = 0;
  private static final int TEMPORARY = 1;

  /** A change of names: what became of one or two names. */
  private static final class Change {
    final Map<Slot, Integer> names = new LinkedHashMap<>(); // GONE for a removed one
    final Set<Integer> before = new TreeSet<>();
    @Nullable Slot source;
    boolean isForced;
  }

  private record Slot(int directory, String name) {}

  private static final int GONE = -1;

  /** An event in the life of a file: its whole contents after it. */
  private record Event(byte[] contents, boolean isResizing, boolean isTruncation) {}

  private static final class File {
    // The first is the state on the device.
    final List<Event> events = new ArrayList<>();

    File() {
      events.add(new Event(new byte[0], true, false));
    }

    byte[] now() {
      return events.getLast().contents();
    }
  }

  private final Map<Slot, Integer> names = new LinkedHashMap<>();
  private final Map<Integer, File> files = new LinkedHashMap<>();
  private final Set<Integer> directories = new TreeSet<>(List.of(ROOT, TEMPORARY));
  private final List<Change> changes = new ArrayList<>();
  private int nodes = TEMPORARY + 1;

  WrittenModel(Script script) {
    names.put(new Slot(ROOT, "tmp"), TEMPORARY);
    script.steps().forEach(this::step);
  }

  // ---------------------------------------------------------------- the script

  private int node(String path) {
    int at = ROOT;
    for (String name : path.isEmpty() ? new String[0] : path.split("/")) {
      at = names.get(new Slot(at, name));
    }
    return at;
  }

  private Slot slot(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0
        ? new Slot(ROOT, path)
        : new Slot(node(path.substring(0, slash)), path.substring(slash + 1));
  }

  private void step(Step step) {
    switch (step) {
      case Step.Create(var path) -> {
        files.put(nodes, new File());
        change(Map.of(slot(path), nodes++), null, List.of(), false);
      }
      case Step.MakeDir(var path) -> {
        directories.add(nodes);
        change(Map.of(slot(path), nodes++), null, List.of(), false);
      }
      case Step.Remove(var path) ->
          change(Map.of(slot(path), GONE), null, List.of(node(path)), false);
      case Step.Link(var from, var to) ->
          change(Map.of(slot(to), node(from)), slot(from), List.of(), true);
      case Step.Rename(var from, var to) -> {
        Integer replaced = names.get(slot(to));
        int node = node(from);
        if (replaced == null || replaced != node) {
          Map<Slot, Integer> both = new LinkedHashMap<>();
          both.put(slot(from), GONE);
          both.put(slot(to), node);
          change(both, null, replaced == null ? List.of() : List.of(replaced), true);
        }
      }
      case Step.Write(var path, var position, var length, var letter) -> {
        File file = files.get(node(path));
        byte[] old = file.now();
        byte[] bytes = Arrays.copyOf(old, Math.max(old.length, position + length));
        Arrays.fill(bytes, position, position + length, (byte) letter);
        file.events.add(new Event(bytes, bytes.length != old.length, false));
      }
      case Step.Truncate(var path, var size) -> {
        File file = files.get(node(path));
        if (file.now().length > size) {
          file.events.add(new Event(Arrays.copyOf(file.now(), size), true, true));
        }
      }
      case Step.Sync(var path) -> {
        File file = files.get(node(path));
        if (file != null) {
          byte[] bytes = file.now();
          file.events.clear();
          file.events.add(new Event(bytes, true, false));
        } else {
          syncDirectory(node(path));
        }
      }
    }
  }

  private void change(
      Map<Slot, Integer> becomes, @Nullable Slot source, List<Integer> removed, boolean isPlaced) {
    var change = new Change();
    change.names.putAll(becomes);
    change.source = source;
    for (int i = 0; i < changes.size(); i++) {
      Change earlier = changes.get(i);
      boolean isSameName = becomes.keySet().stream().anyMatch(earlier.names::containsKey);
      boolean isSource = source != null && earlier.names.containsKey(source);
      boolean isLinkFromIt = earlier.source != null && becomes.containsKey(earlier.source);
      boolean isInside =
          earlier.names.keySet().stream().anyMatch(slot -> removed.contains(slot.directory()));
      boolean isPlacement =
          isPlaced
              && becomes.entrySet().stream()
                  .filter(entry -> entry.getValue() != GONE)
                  .anyMatch(entry -> places(earlier, entry.getKey().directory()));
      if (isSameName || isSource || isLinkFromIt || isInside || isPlacement) {
        change.before.add(i);
      }
    }
    changes.add(change);
    apply(change, names);
  }

  /** Whether a change has given a name to a directory or to one above it. */
  private boolean places(Change change, int directory) {
    for (int at = directory; at != ROOT; at = parent(at)) {
      if (change.names.containsValue(at)) {
        return true;
      }
    }
    return false;
  }

  private int parent(int directory) {
    for (Map.Entry<Slot, Integer> entry : names.entrySet()) {
      if (entry.getValue() == directory) {
        return entry.getKey().directory();
      }
    }
    throw new AssertionError(directory);
  }

  private static void apply(Change change, Map<Slot, Integer> tree) {
    change.names.forEach((slot, node) -> {
      if (node == GONE) {
        tree.remove(slot);
      } else {
        tree.put(slot, node);
      }
    });
  }

  private void syncDirectory(int directory) {
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).names.keySet().stream().anyMatch(slot -> slot.directory() == directory)) {
        force(i);
      }
    }
  }

  private void force(int number) {
    changes.get(number).isForced = true;
    changes.get(number).before.forEach(this::force);
  }

  // ---------------------------------------------------------------- the states

  /** All trees that a crash may leave, as {@link TreeText} shows them; null if there are many. */
  @Nullable Set<String> states(int most) {
    Set<String> states = new TreeSet<>();
    for (int subset = 0; subset < 1 << changes.size(); subset++) {
      if (isAllowed(subset)) {
        Map<Slot, Integer> tree = new LinkedHashMap<>();
        tree.put(new Slot(ROOT, "tmp"), TEMPORARY);
        for (int i = 0; i < changes.size(); i++) {
          if ((subset >> i & 1) != 0) {
            apply(changes.get(i), tree);
          }
        }
        if (!addStates(tree, states, most)) {
          return null;
        }
      }
    }
    return states;
  }

  private boolean isAllowed(int subset) {
    for (int i = 0; i < changes.size(); i++) {
      boolean isIn = (subset >> i & 1) != 0;
      if (!isIn && changes.get(i).isForced) {
        return false;
      }
      if (isIn && changes.get(i).before.stream().anyMatch(before -> (subset >> before & 1) == 0)) {
        return false;
      }
    }
    return true;
  }

  private boolean addStates(Map<Slot, Integer> tree, Set<String> states, int most) {
    SortedMap<String, Integer> paths = new TreeMap<>();
    collect(ROOT, "", tree, paths);
    List<Map<Integer, String>> all = new ArrayList<>();
    all.add(Map.of());
    for (int node : new TreeSet<>(paths.values())) {
      if (files.containsKey(node)) {
        List<Map<Integer, String>> more = new ArrayList<>();
        for (String contents : contents(files.get(node))) {
          for (Map<Integer, String> others : all) {
            Map<Integer, String> with = new TreeMap<>(others);
            with.put(node, contents);
            more.add(with);
          }
        }
        all = more;
        if (all.size() > most) {
          return false;
        }
      }
    }
    for (Map<Integer, String> contents : all) {
      List<String> lines = new ArrayList<>();
      paths.forEach((path, node) ->
          lines.add(path + " " + (directories.contains(node) ? "directory" : contents.get(node))));
      states.add(String.join("\n", lines));
    }
    return states.size() <= most;
  }

  private void collect(
      int directory, String path, Map<Slot, Integer> tree, SortedMap<String, Integer> paths) {
    tree.forEach((slot, node) -> {
      if (slot.directory() == directory) {
        String below = path + "/" + slot.name();
        paths.put(below, node);
        if (directories.contains(node)) {
          collect(node, below, tree, paths);
        }
      }
    });
  }

  /** Everything that a file may contain after the crash. */
  private static Set<String> contents(File file) {
    Set<String> all = new TreeSet<>();
    for (int sized = 0; sized < file.events.size(); sized++) {
      if (file.events.get(sized).isResizing()) {
        int size = file.events.get(sized).contents().length;
        List<byte[]> partial = new ArrayList<>();
        partial.add(new byte[0]);
        for (int from = 0; from < size; from += SECTOR) {
          List<byte[]> longer = new ArrayList<>();
          for (byte[] sector : sectors(file, from, sized)) {
            for (byte[] before : partial) {
              byte[] both = Arrays.copyOf(before, Math.min(size, from + SECTOR));
              System.arraycopy(sector, 0, both, from, both.length - from);
              longer.add(both);
            }
          }
          partial = longer;
        }
        partial.forEach(bytes -> all.add("file " + TreeText.runs(bytes)));
      }
    }
    return all;
  }

  /** The versions of a sector that go with the size after an event. */
  private static List<byte[]> sectors(File file, int from, int sized) {
    List<Integer> allowed = new ArrayList<>();
    for (int version = 0; version < file.events.size(); version++) {
      if (isOnSameSide(file, from, sized, version)) {
        allowed.add(version);
      }
    }
    List<byte[]> sectors = new ArrayList<>();
    for (int version : allowed) {
      byte[] contents = file.events.get(version).contents();
      if (isWritten(file, from, version)) {
        sectors.add(
            Arrays.copyOf(
                Arrays.copyOfRange(
                    contents, Math.min(from, contents.length), Math.max(from, contents.length)),
                SECTOR));
      } else {
        sectors.add(new byte[SECTOR]);
        if (allowed.stream().anyMatch(later -> later > version && isWritten(file, from, later))) {
          var garbage = new byte[SECTOR];
          Arrays.fill(garbage, Script.GARBAGE);
          sectors.add(garbage);
        }
      }
    }
    return sectors;
  }

  /** Whether no truncation of a sector lies between two events. */
  private static boolean isOnSameSide(File file, int from, int one, int other) {
    for (int event = 1; event < file.events.size(); event++) {
      boolean cuts =
          file.events.get(event).isTruncation()
              && file.events.get(event).contents().length < from + SECTOR;
      if (cuts && (one >= event) != (other >= event)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a sector has bytes of its own after an event, and is no hole. */
  private static boolean isWritten(File file, int from, int version) {
    byte[] contents = file.events.get(version).contents();
    for (int i = from; i < Math.min(contents.length, from + SECTOR); i++) {
      if (contents[i] != 0) {
        return true; // scripts write letters only
      }
    }
    return false;
  }
}
