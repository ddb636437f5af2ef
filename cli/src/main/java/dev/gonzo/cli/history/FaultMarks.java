package dev.gonzo.cli.history;

import dev.gonzo.sim.world.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds which hosts a fault concerns, and how long it lasts. */
final class FaultMarks {
  private static final Pattern OF_MIX =
      Pattern.compile("faults: \\S+: .*?: (.*?)(?: for (\\d+))?", Pattern.DOTALL);
  private static final Pattern PAUSE = Pattern.compile("pauses for (\\d+)");
  private static final Pattern STUCK = Pattern.compile("disk: .* is stuck until (\\d+)");
  private static final Pattern PATH =
      Pattern.compile("network: (.*) to (.*) (OPEN|CUT|UNREACHABLE)");
  private static final String ALL_OPEN = "network: all paths open";
  private static final String END_OF_MIX = "faults: end";
  private static final long NO_LENGTH = -1;

  private final Drawing drawing;
  private final Map<String, Integer> hosts;
  private final ToIntFunction<String> host;
  private final List<Mark> marks = new ArrayList<>();

  private static final class Mark {
    final int host;
    final int event;
    final String cause;
    long end;

    Mark(int host, int event, String cause, long end) {
      this.host = host;
      this.event = event;
      this.cause = cause;
      this.end = end;
    }
  }

  FaultMarks(Drawing drawing, Map<String, Integer> hosts, ToIntFunction<String> host) {
    this.drawing = drawing;
    this.hosts = hosts;
    this.host = host;
  }

  /** Notes an event that is none of a task. */
  void add(TraceEvent event, int index, boolean starts, boolean crashes) {
    String text = event.text();
    long now = event.nanos();
    Matcher path = PATH.matcher(text);
    Matcher mix = OF_MIX.matcher(text);
    Matcher pause = PAUSE.matcher(text);
    Matcher stuck = STUCK.matcher(text);
    if (starts) {
      end("down " + event.host(), now);
    } else if (text.equals(END_OF_MIX)) {
      end("mix", now);
    } else if (text.equals(ALL_OPEN)) {
      end("path", now);
    } else if (path.matches() && !event.isFault()) {
      end("path " + path.group(1) + " to " + path.group(2), now);
    } else if (!event.isFault()) {
      return;
    } else if (crashes) {
      mark(event.host(), index, "down " + event.host(), Long.MAX_VALUE);
    } else if (path.matches()) {
      String cause = "path " + path.group(1) + " to " + path.group(2);
      end(cause, now);
      mark(event.host(), index, cause, Long.MAX_VALUE);
    } else if (mix.matches()) {
      long end = mix.group(2) == null ? NO_LENGTH : now + Long.parseLong(mix.group(2));
      named(mix.group(1)).forEach(each -> mark(each, index, "mix", end));
    } else if (pause.matches()) {
      mark(event.host(), index, "pause", now + Long.parseLong(pause.group(1)));
    } else if (stuck.matches()) {
      mark(event.host(), index, "stuck", Long.parseLong(stuck.group(1)));
    } else {
      mark(event.host(), index, "point", NO_LENGTH);
    }
  }

  /** The hosts that a text names; if it names none, the world. */
  private Set<String> named(String text) {
    Set<String> found = new LinkedHashSet<>();
    for (String word : text.split("[\\[\\], ]+", -1)) {
      if (hosts.containsKey(word)) {
        found.add(word);
      }
    }
    return found.isEmpty() ? Set.of(Subject.NO_HOST) : found;
  }

  private void mark(String name, int index, String cause, long end) {
    marks.add(new Mark(host.applyAsInt(name), index, cause, end));
  }

  private void end(String cause, long now) {
    for (Mark mark : marks) {
      if (mark.end > now && (mark.cause.equals(cause) || mark.cause.startsWith(cause + " "))) {
        mark.end = now;
      }
    }
  }

  /** Draws all of them: those that have not ended last until the end. */
  void end() {
    long last = drawing.lastNanos();
    for (Mark mark : marks) {
      drawing.faults.add(mark.host, mark.event, Math.min(mark.end, last));
    }
  }
}
