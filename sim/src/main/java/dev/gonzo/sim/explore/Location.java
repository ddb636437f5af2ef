package dev.gonzo.sim.explore;

import org.jspecify.annotations.Nullable;

/**
 * Where an object of the JDK keeps its state: one place; or several, if objects that were apart may
 * refer to each other now.
 */
final class Location {
  private final long place;
  private @Nullable Location first;
  private @Nullable Location second;
  private @Nullable Location whole;

  Location(long place) {
    this.place = place;
  }

  private Location root() {
    Location root = this;
    while (root.whole != null) {
      root = root.whole;
    }
    return root;
  }

  /** Joins two. */
  Location joined(Location other) {
    Location one = root();
    Location two = other.root();
    if (one == two) {
      return one;
    }
    var both = new Location(0);
    both.first = one;
    both.second = two;
    one.whole = both;
    two.whole = both;
    return both;
  }

  void touch(Recorder recorder, boolean reads) {
    root().visit(recorder, reads);
  }

  private void visit(Recorder recorder, boolean reads) {
    if (first != null && second != null) {
      first.visit(recorder, reads);
      second.visit(recorder, reads);
    } else if (reads) {
      recorder.read(place);
    } else {
      recorder.write(place);
    }
  }
}
