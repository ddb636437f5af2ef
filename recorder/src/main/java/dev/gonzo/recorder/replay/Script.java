package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events of one kernel, in order. Kernel thread, and the stacks of its tasks. */
final class Script {
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final Iterator<Event> events;
  // Read; those before the first were taken.
  private final List<Event> read = new ArrayList<>();
  private int first;
  private long taken;

  Script(Iterator<Event> events) {
    this.events = events;
  }

  /** The next event; null at the end. */
  @Nullable Event peek() {
    return at(first);
  }

  private @Nullable Event at(int place) {
    while (place >= read.size() && events.hasNext()) {
      read.add(events.next());
    }
    return place < read.size() ? read.get(place) : null;
  }

  /** Takes the next event, which there is. */
  Event take() {
    Event event = peek();
    if (event == null) {
      throw new IllegalStateException("the recording has no more events");
    }
    taken++;
    first++;
    if (first >= FORGOTTEN_AT_ONCE && first * 2 > read.size()) {
      read.subList(0, first).clear();
      first = 0;
    }
    return event;
  }

  /** The number of the event that was taken last; 0 before the first. */
  long number() {
    return taken;
  }

  /**
   * Visits the events to come, in order.
   *
   * @param visitor returns whether to go on
   */
  void visit(Predicate<Event> visitor) {
    Event _ = find(event -> !visitor.test(event));
  }

  /** The first of the events to come that fits; null if there is none. */
  @Nullable Event find(Predicate<Event> wanted) {
    int place = first;
    Event event = at(place);
    while (event != null && !wanted.test(event)) {
      event = at(++place);
    }
    return event;
  }
}
