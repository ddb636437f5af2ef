package dev.gonzo.cli.history;

import dev.gonzo.sim.world.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a drawing of the events of a trace, one after the other. */
final class Drawer {
  private static final String STARTS = "starts";
  private static final String CRASHES = "crashes";

  private final Drawing drawing = new Drawing();
  private final Map<String, Integer> hosts = new HashMap<>();
  private final List<Lane> laneOfHost = new ArrayList<>();
  // The lanes of the tasks that live, and those that can have another task of the same name.
  private final Map<List<String>, Lane> living = new LinkedHashMap<>();
  private final Map<List<String>, Deque<Lane>> free = new HashMap<>();
  private final Arrows arrows = new Arrows(drawing, this::host);
  private final FaultMarks faults = new FaultMarks(drawing, hosts, this::host);

  void add(TraceEvent event) {
    int index = drawing.size();
    int host = host(event.host());
    Lane lane = event.isOfTask() ? laneOf(event, host) : laneOfHost.get(host);
    drawing.numbers.add(event.number());
    drawing.nanos.add(event.nanos());
    drawing.places.add(lane.number);
    drawing.topics.add(drawing.text(event.topic()));
    drawing.texts.add(drawing.text(event.text()));
    if (event.isOfTask()) {
      happens(lane, index, event);
    } else {
      if (event.text().equals(CRASHES)) {
        crash(event.host(), index);
      }
      arrows.add(event, index);
      if (!event.isOfPacket()) {
        faults.add(event, index, event.text().equals(STARTS), event.text().equals(CRASHES));
      }
    }
  }

  Drawing end() {
    int last = drawing.size() - 1;
    living.values().forEach(lane -> close(lane, last));
    faults.end();
    return drawing;
  }

  private int host(String name) {
    Integer known = hosts.get(name);
    if (known != null) {
      return known;
    }
    int number = drawing.hosts.size();
    hosts.put(name, number);
    drawing.hosts.add(name.equals(Subject.NO_HOST) ? "world" : name);
    laneOfHost.add(lane(number, ""));
    return number;
  }

  private Lane lane(int host, String label) {
    var lane = new Lane(drawing.lanes.size(), host, label);
    drawing.lanes.add(lane);
    return lane;
  }

  // ---------------------------------------------------------------- tasks

  private Lane laneOf(TraceEvent event, int host) {
    return living.computeIfAbsent(
        List.of(event.host(), event.topic()),
        _ -> {
          Deque<Lane> left = free.get(List.of(event.host(), name(event.topic())));
          Lane lane = left == null || left.isEmpty() ? lane(host, event.topic()) : left.remove();
          lane.taken(event.topic());
          return lane;
        });
  }

  private static String name(String topic) {
    return topic.substring(0, topic.lastIndexOf('#'));
  }

  private void happens(Lane lane, int index, TraceEvent event) {
    String[] words = event.text().split(" ", 3);
    switch (words[0]) {
      case "runs" -> {
        turnEnds(lane, lane.waitsFrom >= 0 ? lane.waitsFrom : lane.last);
        waitEnds(lane, index);
        lane.runsFrom = index;
      }
      case "asks" -> {
        lane.waitsFrom = index;
        lane.waiting = Waiting.of(words.length > 1 ? words[1] : "");
      }
      case "got" -> lane.waitsFrom = -1;
      case "blocks" -> {
        turnEnds(lane, index);
        lane.waitsFrom = index;
        lane.waiting = Waiting.BLOCKED;
      }
      case "returned", "threw", "was", "ended" -> {
        turnEnds(lane, index);
        leaves(lane, event.host(), event.topic());
      }
      default -> {}
    }
    lane.last = index;
  }

  private void turnEnds(Lane lane, int end) {
    if (lane.runsFrom >= 0) {
      drawing.bars.add(lane.number, lane.runsFrom, Math.max(end, lane.runsFrom), 0);
      lane.runsFrom = -1;
    }
  }

  private void waitEnds(Lane lane, int end) {
    if (lane.waitsFrom >= 0) {
      drawing.bars.add(lane.number, lane.waitsFrom, end, lane.waiting.kind);
      lane.waitsFrom = -1;
    }
  }

  private void leaves(Lane lane, String host, String topic) {
    living.remove(List.of(host, topic));
    lane.isFree();
    free.computeIfAbsent(List.of(host, name(topic)), _ -> new ArrayDeque<>()).add(lane);
  }

  /** Nothing ends its turn that is at a wait, or in the middle of it, when the end comes. */
  private void close(Lane lane, int end) {
    turnEnds(lane, lane.waitsFrom >= 0 ? lane.waitsFrom : lane.last);
    waitEnds(lane, end);
  }

  private void crash(String host, int index) {
    for (List<String> key : List.copyOf(living.keySet())) {
      if (key.getFirst().equals(host)) {
        Lane lane = Objects.requireNonNull(living.get(key));
        close(lane, index);
        leaves(lane, host, key.getLast());
      }
    }
  }
}
