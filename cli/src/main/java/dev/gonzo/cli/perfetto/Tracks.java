package dev.gonzo.cli.perfetto;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tracks of kernels or hosts, and of their tasks. Each kernel is a group with a track for the
 * turns, of which there is one at a time, and one for each task. Tasks that have no name of their
 * own share one name, and Perfetto draws tracks of one name beside each other.
 */
final class Tracks {
  private static final int TASKS_BITS = 40;
  private static final long TURNS = (1L << TASKS_BITS) - 1;
  private static final long LIVING = TURNS - 1;
  private static final long THREADS = TURNS - 2;
  private static final long EVENTS = TURNS - 3;

  private final PerfettoTrace trace;
  private final Map<String, Long> groups = new HashMap<>();

  Tracks(PerfettoTrace trace) {
    this.trace = trace;
  }

  private long group(String name) throws IOException {
    long group = groups.computeIfAbsent(name, _ -> groups.size() + 1L);
    trace.group(group, name);
    return group;
  }

  private static long id(long group, long track) {
    return group << TASKS_BITS | track;
  }

  long turns(String kernel) throws IOException {
    long group = group(kernel);
    trace.track(id(group, TURNS), group, "turns");
    return id(group, TURNS);
  }

  long living(String kernel) throws IOException {
    long group = group(kernel);
    trace.counter(id(group, LIVING), group, "tasks");
    return id(group, LIVING);
  }

  long threads(String kernel) throws IOException {
    long group = group(kernel);
    trace.counter(id(group, THREADS), group, "threads");
    return id(group, THREADS);
  }

  /** The track of what happens to a host, and not to one of its tasks. */
  long events(String host) throws IOException {
    long group = group(host);
    trace.track(id(group, EVENTS), group, "events");
    return id(group, EVENTS);
  }

  /**
   * The track of a task.
   *
   * @param number its number in its kernel
   * @param name its name
   */
  long task(String kernel, long number, String name) throws IOException {
    long group = group(kernel);
    long id = id(group, number + 1);
    trace.track(id, group, name.equals("task-" + number) ? "task" : name);
    return id;
  }

  /** The track of a task of which only the number is known, unless its name was known before. */
  long task(String kernel, long number) throws IOException {
    long group = group(kernel);
    long id = id(group, number + 1);
    if (!trace.isKnown(id)) {
      trace.track(id, group, "task");
    }
    return id;
  }
}
