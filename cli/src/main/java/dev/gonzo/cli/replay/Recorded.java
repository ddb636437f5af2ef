package dev.gonzo.cli.replay;

import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.format.EventLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The recorded events of one kernel, by their numbers. A recording may be larger than the memory,
 * so it is read again from its beginning for what is no longer kept.
 */
public final class Recorded {
  private static final int KEPT = 1_024;
  private static final int LONGEST = 200;
  private static final int LONGEST_DATA = 4_000;

  private final Recording.Stream kernel;
  private final boolean showsSecrets;
  private final Codec codec;
  private final Map<Long, String> names = new HashMap<>();
  private final Deque<Numbered> kept = new ArrayDeque<>();
  // The last trap of each living task whose event is no longer kept: it may wait for long.
  private final Map<Long, Event.Trapped> trapsBefore = new HashMap<>();
  private Iterator<Event> events;
  private long read;
  private long size = -1;

  /**
   * An event.
   *
   * @param number its number, from 1
   */
  record Numbered(long number, Event event) {}

  /**
   * Opens the events of a kernel.
   *
   * @param kernel what was recorded of it
   * @param showsSecrets whether what looks like a secret is shown
   */
  public Recorded(Recording.Stream kernel, boolean showsSecrets) {
    this.kernel = kernel;
    this.showsSecrets = showsSecrets;
    this.codec = kernel.newCodec();
    this.events = kernel.events().iterator();
  }

  /** {@return the event of a number; null if there is none} */
  @Nullable Event event(long number) {
    if (number < 1) {
      return null;
    }
    Numbered first = kept.peekFirst();
    if (first != null && number < first.number()) {
      rewind();
    }
    while (read < number) {
      if (next() == null) {
        return null;
      }
    }
    long back = read - number;
    Iterator<Numbered> latest = kept.descendingIterator();
    for (long i = 0; i < back; i++) {
      latest.next();
    }
    return latest.next().event();
  }

  private @Nullable Numbered next() {
    if (!events.hasNext()) {
      size = read;
      return null;
    }
    var one = new Numbered(++read, events.next());
    if (one.event() instanceof Event.Created created) {
      names.put(created.task(), created.name());
    }
    kept.add(one);
    if (kept.size() > KEPT) {
      forget(kept.remove().event());
    }
    return one;
  }

  private void forget(Event event) {
    if (event instanceof Event.Trapped trapped) {
      trapsBefore.put(trapped.task(), trapped);
    } else if (event instanceof Event.Ended ended) {
      trapsBefore.remove(ended.task());
    }
  }

  private void rewind() {
    events = kernel.events().iterator();
    read = 0;
    kept.clear();
    trapsBefore.clear();
  }

  /** {@return how many events there are} */
  long size() {
    if (size < 0) {
      long count = 0;
      for (Event _ : kernel.events()) {
        count++;
      }
      size = count;
    }
    return size;
  }

  /** {@return the first event after a number that fits; empty if there is none} */
  OptionalLong nextAfter(long number, Predicate<Event> wanted) {
    for (long at = number + 1; ; at++) {
      Event event = event(at);
      if (event == null) {
        return OptionalLong.empty();
      }
      if (wanted.test(event)) {
        return OptionalLong.of(at);
      }
    }
  }

  /** {@return the last event before a number that fits; empty if there is none} */
  OptionalLong lastBefore(long number, Predicate<Event> wanted) {
    Event _ = event(number - 1); // so that what is kept ends there, or later
    Iterator<Numbered> latest = kept.descendingIterator();
    while (latest.hasNext()) {
      Numbered one = latest.next();
      if (one.number() < number && wanted.test(one.event())) {
        return OptionalLong.of(one.number());
      }
    }
    Numbered first = kept.peekFirst();
    long older = first == null ? 0 : Math.min(number, first.number()) - 1;
    OptionalLong last = OptionalLong.empty();
    long count = 0;
    for (Event event : kernel.events()) {
      if (++count > older) {
        break;
      }
      if (wanted.test(event)) {
        last = OptionalLong.of(count);
      }
    }
    return last;
  }

  /** {@return the kind of the trap that an event makes; empty if it makes none} */
  String trapKind(Event event) {
    if (!(event instanceof Event.Trapped trapped)) {
      return "";
    }
    String text = codec.text(trapped.trap());
    int end = 0;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /**
   * {@return the name of a task, with its id} Only of one that was created before what was read.
   */
  String title(long task) {
    return Text.line(names.getOrDefault(task, "task"), 60) + "#" + task;
  }

  /** {@return the name of a task; empty if it was not read} */
  String name(long task) {
    return names.getOrDefault(task, "");
  }

  /**
   * {@return an event on one line}
   *
   * @param number its number
   * @param withData whether the bytes that were received are shown
   */
  String text(long number, boolean withData) {
    Event wanted = event(number);
    if (wanted == null) {
      return "";
    }
    var lines = new EventLine(withData, showsSecrets);
    boolean isOfTrap = wanted instanceof Event.Answered || wanted instanceof Event.Failed;
    Event.Trapped trap = isOfTrap ? lastTrap(wanted.task(), number) : null;
    if (trap != null) {
      String _ = lines.of(trap); // an answer is read by the trap that it answers
    }
    String line = lines.of(wanted).strip();
    String text =
        Text.line(
            trap == null ? line : trapKind(trap) + " " + line, withData ? LONGEST_DATA : LONGEST);
    return wanted.task() < 0 ? text : title(wanted.task()) + "  " + text;
  }

  private Event.@Nullable Trapped lastTrap(long task, long before) {
    Event.Trapped last = trapsBefore.get(task);
    for (Numbered one : kept) {
      if (one.number() < before
          && one.event() instanceof Event.Trapped trapped
          && trapped.task() == task) {
        last = trapped;
      }
    }
    return last;
  }

  /** {@return where in the program a trap was made, if that was recorded} */
  Optional<String> place(long number) {
    return kernel.place(number);
  }
}
