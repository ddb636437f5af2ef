package dev.gonzo.cli.perfetto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trace of Perfetto, read by the rules of Protocol Buffers. */
final class Decoded {
  /** An event, with the name of its track. */
  record Event(long nanos, int type, String track, String name, List<Long> from, List<Long> to) {}

  /** A slice, with the name of its track. */
  record Slice(String track, String name, long begin, long end) {}

  final Map<Long, String> tracks = new LinkedHashMap<>();
  final Map<Long, Long> parents = new HashMap<>();
  final List<Event> events = new ArrayList<>();

  Decoded(Path file) throws IOException {
    var all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var packets = new ArrayList<Map<Integer, List<Object>>>();
    for (Object packet : fields(all).get(1)) {
      packets.add(fields((ByteBuffer) packet));
    }
    for (Map<Integer, List<Object>> packet : packets) {
      if (packet.containsKey(60)) {
        describe(fields((ByteBuffer) packet.get(60).getFirst()));
      }
    }
    for (Map<Integer, List<Object>> packet : packets) {
      if (packet.containsKey(11)) {
        event((long) packet.get(8).getFirst(), fields((ByteBuffer) packet.get(11).getFirst()));
      }
    }
    events.sort(Comparator.comparingLong(Event::nanos));
  }

  private void describe(Map<Integer, List<Object>> track) {
    long id = (long) track.get(1).getFirst();
    if (track.containsKey(3)) {
      tracks.put(id, text(fields((ByteBuffer) track.get(3).getFirst()).get(6).getFirst()));
    } else {
      tracks.put(id, text(track.get(2).getFirst()));
      parents.put(id, (long) track.get(5).getFirst());
    }
  }

  private void event(long nanos, Map<Integer, List<Object>> event) {
    events.add(
        new Event(
            nanos,
            (int) (long) event.get(9).getFirst(),
            tracks.getOrDefault((long) event.get(11).getFirst(), "?"),
            event.containsKey(23) ? text(event.get(23).getFirst()) : "",
            numbers(event.get(47)),
            numbers(event.get(48))));
  }

  private static List<Long> numbers(List<Object> values) {
    return values == null ? List.of() : values.stream().map(Long.class::cast).toList();
  }

  private static String text(Object bytes) {
    return StandardCharsets.UTF_8.decode(((ByteBuffer) bytes).duplicate()).toString();
  }

  private static Map<Integer, List<Object>> fields(ByteBuffer bytes) {
    var fields = new HashMap<Integer, List<Object>>();
    ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long key = varint(rest);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> (Object) varint(rest);
            case 1 -> rest.getLong();
            case 2 -> {
              int length = (int) varint(rest);
              ByteBuffer part = rest.slice(rest.position(), length);
              rest.position(rest.position() + length);
              yield part;
            }
            default -> throw new AssertionError("a wire type " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte one = bytes.get();
      value |= (long) (one & 0x7f) << shift;
      if (one >= 0) {
        return value;
      }
    }
  }

  /** The slices; fails if an end has no begin, or a begin no end. */
  List<Slice> slices() {
    var open = new HashMap<String, Deque<Event>>();
    var slices = new ArrayList<Slice>();
    for (Event event : events) {
      Deque<Event> there = open.computeIfAbsent(event.track, _ -> new ArrayDeque<>());
      if (event.type == 1) {
        there.push(event);
      } else if (event.type == 2) {
        Event begin = there.pop();
        slices.add(new Slice(event.track, begin.name, begin.nanos, event.nanos));
      }
    }
    if (open.values().stream().anyMatch(there -> !there.isEmpty())) {
      throw new AssertionError("slices without an end: " + open);
    }
    return slices;
  }

  /** The events that begin with a text. */
  List<Event> named(String prefix) {
    return events.stream().filter(event -> event.name.startsWith(prefix)).toList();
  }
}
