package dev.gonzo.cli.perfetto;

import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.FROM;
import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.NONE;
import static dev.gonzo.cli.perfetto.PerfettoTrace.Arrow.TO;

import dev.gonzo.cli.history.HistoryEvents;
import dev.gonzo.cli.history.NotATraceException;
import dev.gonzo.cli.perfetto.PerfettoTrace.Detail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Draws a simulated history, with simulated time. */
public final class HistoryTimeline implements HistoryEvents.Visitor {
  private static final Pattern PACKET = Pattern.compile("(sends|gets|loses) packet (\\d{1,18}) .*");
  private static final String BLOCK = "foreign block";

  private final PerfettoTrace trace;
  private final Tracks tracks;
  private final Map<String, Host> hosts = new HashMap<>();

  /** A host, with the task that has its turn, and the waits of those that live. */
  private static final class Host {
    private final Map<String, Wait> waits = new HashMap<>();
    private @Nullable String running;
    private long runsSince;
    private long runsUntil;
  }

  private record Wait(String trap, long since) {}

  private HistoryTimeline(PerfettoTrace trace) {
    this.trace = trace;
    this.tracks = new Tracks(trace);
  }

  /**
   * Writes the events of a history as a trace of Perfetto.
   *
   * @param history the file of the history
   * @param output the file to be written
   * @return how many events it has
   * @throws NotATraceException if it is not a trace
   * @throws IOException if it cannot be read, or the other cannot be written
   */
  public static long write(Path history, Path output) throws IOException {
    try (var trace = new PerfettoTrace(output)) {
      var timeline = new HistoryTimeline(trace);
      HistoryEvents.read(history, timeline);
      for (Map.Entry<String, Host> host : timeline.hosts.entrySet()) {
        timeline.turnEnds(host.getKey(), host.getValue());
      }
      return trace.events();
    }
  }

  @Override
  public void ofTask(long nanos, String host, String task, String text) throws IOException {
    Host there = hosts.computeIfAbsent(host, _ -> new Host());
    String[] words = text.split(" ", 3);
    long track = trackOf(host, task);
    if (task.equals(there.running)) {
      there.runsUntil = nanos;
    }
    switch (words[0]) {
      case "runs" -> {
        turnEnds(host, there);
        Wait wait = there.waits.remove(task);
        if (wait != null) {
          trace.slice(track, wait.since, nanos, "waits at " + wait.trap, List.of());
        }
        there.running = task;
        there.runsSince = nanos;
        there.runsUntil = nanos;
      }
      case "asks" -> there.waits.put(task, new Wait(words.length > 1 ? words[1] : "", nanos));
      case "got" -> {
        Wait atOnce = there.waits.remove(task);
        if (atOnce != null) {
          instant(track, nanos, atOnce.trap, text);
        }
      }
      case "blocks" -> there.waits.put(task, new Wait(BLOCK, nanos));
      case "returned", "threw", "was", "ended" -> {
        instant(track, nanos, text, text);
        there.waits.remove(task);
      }
      default -> instant(track, nanos, text, text);
    }
  }

  private void turnEnds(String host, Host there) throws IOException {
    String task = there.running;
    if (task != null) {
      trace.slice(tracks.turns(host), there.runsSince, there.runsUntil, nameOf(task), List.of());
      there.running = null;
    }
  }

  private void instant(long track, long nanos, String name, String text) throws IOException {
    trace.instant(track, nanos, name, List.of(new Detail("event", text)), NONE, 0);
  }

  @Override
  public void other(long nanos, String host, String topic, String text) throws IOException {
    if (text.equals("crashes")) {
      Host there = hosts.remove(host);
      if (there != null) {
        turnEnds(host, there);
      }
    }
    Matcher packet = PACKET.matcher(text);
    String name = topic.equals("fault") ? "fault: " + text : text;
    if (packet.matches()) {
      trace.instant(
          tracks.events(host),
          nanos,
          name,
          List.of(),
          packet.group(1).equals("sends") ? FROM : TO,
          Long.parseLong(packet.group(2)));
    } else {
      trace.instant(tracks.events(host), nanos, name, List.of(), NONE, 0);
    }
  }

  private long trackOf(String host, String task) throws IOException {
    String number = task.substring(task.lastIndexOf('#') + 1);
    return tracks.task(host, number.matches("\\d{1,9}") ? Long.parseLong(number) : 0, nameOf(task));
  }

  private static String nameOf(String task) {
    return task.substring(0, task.lastIndexOf('#'));
  }
}
