package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Read;
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
  // What was read from the JDK before each of them, and since the last.
  private final List<ReadsBefore> readsBefore = new ArrayList<>();
  private ReadsBefore since = new ReadsBefore();
  private @Nullable String firstSkipped;
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
      Event event = events.next();
      if (event instanceof Read fromJdk) {
        since.add(fromJdk);
      } else {
        read.add(event);
        readsBefore.add(since);
        since = since.isEmpty() ? since : new ReadsBefore();
      }
    }
    return place < read.size() ? read.get(place) : null;
  }

  /** Takes the next event, which there is. */
  Event take() {
    Event event = peek();
    if (event == null) {
      throw new IllegalStateException("the recording has no more events");
    }
    ReadsBefore reads = readsBefore.get(first);
    Read skipped = reads.peek();
    if (skipped != null && firstSkipped == null) {
      firstSkipped = skipped.what() + " before event " + (taken + reads.count() + 1);
    }
    taken += 1 + reads.count();
    first++;
    if (first >= FORGOTTEN_AT_ONCE && first * 2 > read.size()) {
      read.subList(0, first).clear();
      readsBefore.subList(0, first).clear();
      first = 0;
    }
    return event;
  }

  /** What a task reads from the JDK next; null if the recording has nothing else from that. */
  @Nullable Read takeRead(long task, String what) {
    ReadsBefore reads = peek() == null ? since : readsBefore.get(first);
    Read next = reads.peek();
    return next != null && next.task() == task && next.what().equals(what) ? reads.poll() : null;
  }

  /** The first read from the JDK that was not made again; null if there is none. */
  @Nullable String firstSkipped() {
    return firstSkipped;
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
