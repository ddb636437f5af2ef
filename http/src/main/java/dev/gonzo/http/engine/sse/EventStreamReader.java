package dev.gonzo.http.engine.sse;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decodes a stream of type {@code text/event-stream} by the rules of WHATWG's HTML, section 9.2.6.
 * Bytes may come in any parts. There are no wrong streams: unknown fields and comments are ignored,
 * what is not UTF-8 is replaced, and an event that is not complete when the stream ends is dropped.
 *
 * <p>For one thread at a time.
 */
public final class EventStreamReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int LEAST_SPACE = 256;

  private final int eventSize;
  private final EventFields fields = new EventFields();

  private byte[] line = new byte[LEAST_SPACE];
  private int length;

  /** The bytes of the event's lines so far. */
  private int size;

  private boolean isFirstLine = true;

  /** Whether the last byte was a carriage return, which a line feed may follow. */
  private boolean isAfterReturn;

  /**
   * Creates a reader.
   *
   * @param eventSize the most bytes of an event, all of its lines included, and of a comment
   * @throws IllegalArgumentException if that is not positive
   */
  public EventStreamReader(int eventSize) {
    if (eventSize <= 0) {
      throw new IllegalArgumentException("eventSize must be positive, got " + eventSize);
    }
    this.eventSize = eventSize;
  }

  /**
   * Takes bytes that have arrived, all of them.
   *
   * @param bytes the bytes, from position to limit
   * @return the events that are complete, in order
   * @throws EventTooLargeException if an event exceeds the limit. The reader cannot go on: close
   *     the connection
   */
  public List<ServerSentEvent> receive(ByteBuffer bytes) {
    var events = new ArrayList<ServerSentEvent>();
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      boolean isSecondOfBreak = isAfterReturn && next == '\n';
      isAfterReturn = next == '\r';
      if (next == '\n' || next == '\r') {
        if (!isSecondOfBreak) {
          endLine(events);
        }
      } else {
        add(next);
      }
    }
    return events;
  }

  private void add(byte next) {
    if (size >= eventSize) {
      throw new EventTooLargeException(eventSize);
    }
    size++;
    if (length == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(eventSize, 2L * length));
    }
    line[length++] = next;
  }

  private void endLine(List<ServerSentEvent> events) {
    int from = isFirstLine && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
    isFirstLine = false;
    if (from == length) {
      fields.dispatch().ifPresent(events::add);
      size = 0;
    } else if (line[from] == ':') {
      // A comment is no part of an event: a stream that only has comments never reaches the limit.
      size -= length;
    } else {
      fields.take(line, from, length);
    }
    length = 0;
  }

  private boolean startsWithMark() {
    return length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  /**
   * {@return the id to send as {@code last-event-id} when connecting again; empty if there is none}
   */
  public String lastEventId() {
    return fields.lastEventId();
  }

  /** {@return how long to wait before connecting again; empty if the stream did not say} */
  public Optional<Duration> retry() {
    return fields.retry();
  }

  @Override
  public String toString() {
    return "EventStreamReader[last id \"%s\", %d bytes of an event]".formatted(lastEventId(), size);
  }
}
