package dev.gonzo.cli.perfetto;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a trace that <a href="https://ui.perfetto.dev">Perfetto</a> opens, event by event, in its
 * binary format. Events need not come in the order of their times. Memory does not grow with the
 * trace: a track that was not used for long is described again when it is.
 *
 * <p>The numbers are those of {@code perfetto/trace/trace_packet.proto}, {@code track_event.proto},
 * {@code track_descriptor.proto}, {@code debug_annotation.proto}.
 */
final class PerfettoTrace implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_KNOWN_TRACKS = 50_000;

  // Trace
  private static final int PACKET = 1;
  // TracePacket
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE = 10;
  private static final int TRACK_EVENT = 11;
  private static final int TRACK_DESCRIPTOR = 60;
  // TrackDescriptor
  private static final int UUID = 1;
  private static final int TRACK_NAME = 2;
  private static final int PROCESS = 3;
  private static final int PARENT = 5;
  private static final int COUNTER = 8;
  // ProcessDescriptor
  private static final int PID = 1;
  private static final int PROCESS_NAME = 6;
  // TrackEvent
  private static final int ANNOTATION = 4;
  private static final int TYPE = 9;
  private static final int TRACK = 11;
  private static final int NAME = 23;
  private static final int VALUE = 30;
  private static final int FLOW = 47;
  private static final int LAST_OF_FLOW = 48;
  // TrackEvent.Type
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int INSTANT = 3;
  private static final int COUNTED = 4;
  // DebugAnnotation
  private static final int INT_VALUE = 4;
  private static final int STRING_VALUE = 6;
  private static final int ANNOTATION_NAME = 10;

  private final OutputStream out;
  private final Message whole = new Message();
  private final Message packet = new Message();
  private final Message event = new Message();
  private final Message part = new Message();
  private final Map<Long, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > MOST_KNOWN_TRACKS;
        }
      };
  private long events;

  /** A named value of an event: a number or a text. */
  record Detail(String name, Object value) {}

  /** How an event is joined by an arrow to one on another track. */
  enum Arrow {
    NONE(0),
    FROM(FLOW),
    TO(LAST_OF_FLOW);

    private final int field;

    Arrow(int field) {
      this.field = field;
    }
  }

  PerfettoTrace(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
  }

  /** How many events were written: a slice is one. */
  long events() {
    return events;
  }

  /** Describes a group of tracks, which Perfetto calls a process. */
  void group(long id, String name) throws IOException {
    if (!name.equals(known.get(id))) {
      known.put(id, name);
      part.clear().number(PID, id).text(PROCESS_NAME, name);
      describe(event.clear().number(UUID, id).message(PROCESS, part));
    }
  }

  /** Describes a track of a group. */
  void track(long id, long group, String name) throws IOException {
    if (!name.equals(known.get(id))) {
      known.put(id, name);
      describe(event.clear().number(UUID, id).text(TRACK_NAME, name).number(PARENT, group));
    }
  }

  /** Whether a track was described, as far as that is remembered. */
  boolean isKnown(long id) {
    return known.containsKey(id);
  }

  /** Describes a track of numbers. */
  void counter(long id, long group, String name) throws IOException {
    if (!name.equals(known.get(id))) {
      known.put(id, name);
      describe(
          event
              .clear()
              .number(UUID, id)
              .text(TRACK_NAME, name)
              .number(PARENT, group)
              .message(COUNTER, part.clear()));
    }
  }

  private void describe(Message descriptor) throws IOException {
    write(packet.clear().number(SEQUENCE, 1).message(TRACK_DESCRIPTOR, descriptor));
  }

  /** Writes what lasts from one time to another. */
  void slice(long track, long from, long to, String name, List<Detail> details) throws IOException {
    begins(track, from, name, details);
    ends(track, to);
  }

  private void begins(long track, long nanos, String name, List<Detail> details)
      throws IOException {
    events++;
    event.clear().number(TYPE, BEGIN).number(TRACK, track).text(NAME, name);
    annotate(details);
    at(nanos);
  }

  private void ends(long track, long nanos) throws IOException {
    event.clear().number(TYPE, END).number(TRACK, track);
    at(nanos);
  }

  /**
   * Writes what happens at one time.
   *
   * @param flow the number of the arrow, if it has one
   */
  void instant(long track, long nanos, String name, List<Detail> details, Arrow arrow, long flow)
      throws IOException {
    events++;
    event.clear().number(TYPE, INSTANT).number(TRACK, track).text(NAME, name);
    annotate(details);
    if (arrow != Arrow.NONE) {
      event.fixed(arrow.field, flow);
    }
    at(nanos);
  }

  void count(long track, long nanos, long value) throws IOException {
    events++;
    event.clear().number(TYPE, COUNTED).number(TRACK, track).number(VALUE, value);
    at(nanos);
  }

  private void annotate(List<Detail> details) {
    for (Detail detail : details) {
      part.clear().text(ANNOTATION_NAME, detail.name);
      if (detail.value instanceof Number number) {
        part.number(INT_VALUE, number.longValue());
      } else {
        part.text(STRING_VALUE, detail.value.toString());
      }
      event.message(ANNOTATION, part);
    }
  }

  private void at(long nanos) throws IOException {
    write(packet.clear().number(TIMESTAMP, nanos).number(SEQUENCE, 1).message(TRACK_EVENT, event));
  }

  private void write(Message content) throws IOException {
    whole.clear().message(PACKET, content).writeTo(out);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
