package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.event.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events of one kernel, in order. Kernel thread, and the stacks of its tasks. */
final class Script {
  private final Iterator<Event> events;
  // Read and not yet taken.
  private final Deque<Event> ahead = new ArrayDeque<>();
  private long taken;

  Script(Iterator<Event> events) {
    this.events = events;
  }

  /** The next event; null at the end. */
  @Nullable Event peek() {
    if (ahead.isEmpty() && events.hasNext()) {
      ahead.add(events.next());
    }
    return ahead.peek();
  }

  /** Takes the next event, which there is. */
  Event take() {
    Event event = peek();
    if (event == null) {
      throw new IllegalStateException("the recording has no more events");
    }
    taken++;
    return ahead.remove();
  }

  /** The number of the event that was taken last; 0 before the first. */
  long number() {
    return taken;
  }

  /** The first of the events to come that fits; null if there is none. */
  @Nullable Event find(Predicate<Event> wanted) {
    for (Event event : ahead) {
      if (wanted.test(event)) {
        return event;
      }
    }
    while (events.hasNext()) {
      Event event = events.next();
      ahead.add(event);
      if (wanted.test(event)) {
        return event;
      }
    }
    return null;
  }
}
