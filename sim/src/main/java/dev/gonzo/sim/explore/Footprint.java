package dev.gonzo.sim.explore;

import java.util.HashMap;
import java.util.Map;

/**
 * What a step has read and written: places, each with a number that it has in every run in which
 * the steps before were the same. Two steps that touch nothing in common have the same effect in
 * either order.
 */
final class Footprint {
  // Whether each place was written.
  private final Map<Long, Boolean> places = new HashMap<>();
  private boolean isEverything;

  void read(long place) {
    if (!isEverything) {
      places.putIfAbsent(place, false);
    }
  }

  void write(long place) {
    if (!isEverything) {
      places.put(place, true);
    }
  }

  /** It may have touched anything. */
  void everything() {
    isEverything = true;
    places.clear();
  }

  boolean isEverything() {
    return isEverything;
  }

  void add(Footprint other) {
    if (other.isEverything) {
      everything();
    } else if (!isEverything) {
      other.places.forEach((place, written) -> places.merge(place, written, Boolean::logicalOr));
    }
  }

  void clear() {
    isEverything = false;
    places.clear();
  }

  /** Whether one of them has written what the other one has touched. */
  boolean conflictsWith(Footprint other) {
    if (isEverything || other.isEverything) {
      return true;
    }
    Map<Long, Boolean> fewer = places.size() < other.places.size() ? places : other.places;
    Map<Long, Boolean> more = fewer == places ? other.places : places;
    for (Map.Entry<Long, Boolean> one : fewer.entrySet()) {
      Boolean written = more.get(one.getKey());
      if (written != null && (written || one.getValue())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return isEverything ? "everything" : places.toString();
  }
}
