package dev.gonzo.recorder.format;

import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Arrived;
import dev.gonzo.recorder.event.Event.Blocked;
import dev.gonzo.recorder.event.Event.CancellationArrived;
import dev.gonzo.recorder.event.Event.CancellationRequested;
import dev.gonzo.recorder.event.Event.Created;
import dev.gonzo.recorder.event.Event.DeadlineExpired;
import dev.gonzo.recorder.event.Event.Ended;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Read;
import dev.gonzo.recorder.event.Event.Resumed;
import dev.gonzo.recorder.event.Event.Shared;
import dev.gonzo.recorder.event.Event.Stopped;
import dev.gonzo.recorder.event.Event.Suspended;
import dev.gonzo.recorder.event.Event.Trapped;
import dev.gonzo.recorder.event.Event.Turn;
import dev.gonzo.recorder.event.Event.Unblocked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the entries of one file, in order. What {@link EventWriter} leaves out of an entry is
 * known from those before it in the file.
 */
final class EntryReader {
  /** What an entry is, if it is no event. */
  enum Mark {
    /** There is no entry yet. */
    NOTHING,
    PLACE,
    KERNEL,
    CUT,
    END,
    NEXT_FILE,
    CHECK
  }

  /** What kernel a stream is of. */
  record KernelEntry(String name, String carrier, boolean fromMiddle, String thread) {}

  private final ByteReader from;
  private final List<String> places = new ArrayList<>();
  private long lastTask = -1;
  private long lastNanos;
  private @Nullable String place;
  private @Nullable KernelEntry kernel;
  private int checksum;

  EntryReader(ByteReader from) {
    this.from = from;
  }

  /**
   * Decodes the next entry.
   *
   * @return an {@link Event} or a {@link Mark}
   * @throws DamagedDataException if it cannot be decoded
   */
  Object next() {
    if (from.left() == 0) {
      return Mark.NOTHING;
    }
    int first = from.oneByte();
    int kind = first & EntryKind.MASK;
    switch (kind) {
      case EntryKind.NONE -> {
        return Mark.NOTHING;
      }
      case EntryKind.CHECK -> {
        checksum = from.fourBytes();
        return Mark.CHECK;
      }
      case EntryKind.NEXT_FILE -> {
        return Mark.NEXT_FILE;
      }
      case EntryKind.CUT -> {
        return Mark.CUT;
      }
      default -> {}
    }
    if ((first & ~(EntryKind.MASK | EntryKind.SAME_TASK)) != 0) {
      throw new DamagedDataException("an entry begins with " + first);
    }
    if ((first & EntryKind.SAME_TASK) == 0) {
      lastTask = from.signed();
    }
    long task = lastTask;
    if (EntryKind.isBare(kind)) {
      return bare(kind, task);
    } else if (kind == EntryKind.TURN) {
      lastNanos += from.signed();
      return new Turn(task, lastNanos);
    }
    return sized(kind, task, from.part(from.count(1)));
  }

  private static Event bare(int kind, long task) {
    return switch (kind) {
      case EntryKind.SUSPENDED -> new Suspended(task);
      case EntryKind.RESUMED -> new Resumed(task);
      case EntryKind.BLOCKED -> new Blocked(task);
      case EntryKind.UNBLOCKED -> new Unblocked(task);
      case EntryKind.CANCELLATION_ARRIVED -> new CancellationArrived(task);
      default -> new Stopped(task);
    };
  }

  private Object sized(int kind, long task, ByteReader body) {
    return switch (kind) {
      case EntryKind.CREATED -> {
        long parent = body.signed();
        boolean daemon = body.flag();
        yield new Created(task, parent, body.text(), daemon);
      }
      case EntryKind.TRAPPED -> new Trapped(task, body.rest());
      case EntryKind.ANSWERED -> new Answered(task, body.rest());
      case EntryKind.FAILED -> new Failed(task, body.rest());
      case EntryKind.DEADLINE_EXPIRED -> new DeadlineExpired(task, body.signed());
      case EntryKind.CANCELLATION_REQUESTED ->
          new CancellationRequested(task, body.text(), body.text());
      case EntryKind.ARRIVED -> new Arrived(body.signed());
      case EntryKind.SHARED -> new Shared(task, body.number(), body.number());
      case EntryKind.READ -> new Read(task, body.text(), body.rest());
      case EntryKind.ENDED -> new Ended(task, body.text());
      case EntryKind.PLACE -> {
        place = place(body);
        yield Mark.PLACE;
      }
      case EntryKind.KERNEL -> {
        kernel = new KernelEntry(body.text(), body.text(), body.flag(), body.text());
        yield Mark.KERNEL;
      }
      case EntryKind.END -> Mark.END;
      default -> throw new DamagedDataException("there is no entry of kind " + kind);
    };
  }

  private String place(ByteReader body) {
    long number = body.number();
    if (number == 0) {
      places.add(body.text());
      return places.getLast();
    }
    if (number < 1 || number > places.size()) {
      throw new DamagedDataException("there is no place " + number);
    }
    return places.get((int) number - 1);
  }

  /** The place that was decoded last. */
  @Nullable String place() {
    return place;
  }

  /** The kernel, once it was decoded. */
  @Nullable KernelEntry kernel() {
    return kernel;
  }

  /** The checksum that was decoded last. */
  int checksum() {
    return checksum;
  }
}
