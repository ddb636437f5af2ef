package dev.gonzo.cli.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a timeline shows. Events are numbered from 0 here, in the order of the trace; their real
 * numbers are among the data. Lists of numbers have several for each entry, one after the other.
 */
final class Drawing {
  final List<String> hosts = new ArrayList<>();
  final List<Lane> lanes = new ArrayList<>();
  final Numbers numbers = new Numbers();
  final Numbers nanos = new Numbers();

  /** The lane of each event. */
  final Numbers places = new Numbers();

  /** The task of each event, as a number among the texts. */
  final Numbers topics = new Numbers();

  /** The text of each event, as a number among the texts. */
  final Numbers texts = new Numbers();

  /**
   * Lane, first event, last event, and what it is: 0 for a turn, or the kind of what it waits for.
   */
  final Numbers bars = new Numbers();

  /** First event, last event, the host that it goes to, and 1 if it has arrived or 0. */
  final Numbers arrows = new Numbers();

  /** Host, event, and its end in nanoseconds, or -1 if it has no length. */
  final Numbers faults = new Numbers();

  private final Map<String, Integer> interned = new LinkedHashMap<>();

  /** How many events there are. */
  int size() {
    return nanos.size();
  }

  long lastNanos() {
    return size() == 0 ? 0 : nanos.get(size() - 1);
  }

  int text(String text) {
    return interned.computeIfAbsent(text, _ -> interned.size());
  }

  Iterable<String> allTexts() {
    return interned.keySet();
  }
}
