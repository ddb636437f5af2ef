package dev.gonzo.cluster.link;

import dev.gonzo.cluster.link.Message.Announce;
import dev.gonzo.cluster.link.Message.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What one node says that it has: names, functions, singletons. How often, for the node itself. */
public final class Directory {
  /** The most entries of one kind that a node may have. */
  public static final int MOST = 10_000;

  private final Map<Subject, Map<String, Integer>> entries = new EnumMap<>(Subject.class);

  /** Creates an empty directory. */
  public Directory() {
    for (Subject subject : Subject.values()) {
      entries.put(subject, new TreeMap<>());
    }
  }

  private Map<String, Integer> of(Subject subject) {
    return Objects.requireNonNull(entries.get(subject));
  }

  /**
   * Adds an entry.
   *
   * @param subject its kind
   * @param name its name
   * @return whether it is new
   * @throws IllegalStateException if there are too many
   */
  public boolean add(Subject subject, String name) {
    Map<String, Integer> names = of(subject);
    if (names.size() >= MOST && !names.containsKey(name)) {
      throw new IllegalStateException("a node has at most " + MOST + " names");
    }
    return names.merge(name, 1, Integer::sum) == 1;
  }

  /**
   * Removes an entry, once.
   *
   * @param subject its kind
   * @param name its name
   * @return whether it was the last one of that name
   */
  public boolean remove(Subject subject, String name) {
    return of(subject).computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1) == null;
  }

  /**
   * Takes what another node has announced. What exceeds the limit is left out.
   *
   * @param announced the announcement
   */
  public void take(Announce announced) {
    Map<String, Integer> names = of(announced.subject());
    if (!announced.present()) {
      names.remove(announced.name());
    } else if (names.size() < MOST) {
      names.put(announced.name(), 1);
    }
  }

  /**
   * Finds an entry.
   *
   * @param subject its kind
   * @param name its name
   * @return whether it is there
   */
  public boolean has(Subject subject, String name) {
    return of(subject).containsKey(name);
  }

  /** Forgets everything. */
  public void clear() {
    entries.values().forEach(Map::clear);
  }

  /** {@return all entries as announcements} */
  public List<Announce> all() {
    var all = new ArrayList<Announce>();
    entries.forEach((subject, names) ->
        names.keySet().forEach(name -> all.add(new Announce(subject, name, true))));
    return all;
  }
}
