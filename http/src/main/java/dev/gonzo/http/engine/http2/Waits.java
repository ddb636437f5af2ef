package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.Wait.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the connection waits for. A wait is a new one when there was progress, not with each byte.
 */
final class Waits {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A thing to wait for, and the wait for it at present. */
  static final class Slot {
    private @Nullable Wait wait;
    private long progress;
  }

  private final Connection connection;
  private final FrameReader reader;
  private final Slot idle = new Slot();
  private final Slot head = new Slot();
  private final Slot write = new Slot();
  private final Slot settings = new Slot();
  private final Slot ping = new Slot();
  private final Slot budget = new Slot();
  private long block;
  private long number;

  Waits(Connection connection, FrameReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /** {@return the waits} */
  List<Wait> current(boolean isInBlock) {
    var waits = new ArrayList<Wait>();
    Http2Limits.Deadlines limits = connection.limits.deadlines();
    boolean isOpen = !connection.isOver;
    add(
        waits,
        write,
        !connection.output.isEmpty(),
        connection.output.progress(limits.progress()),
        Reason.WRITE,
        limits.write());
    long used = connection.isServer ? connection.lastPeerStream : connection.nextStream - 1L;
    boolean isFirst = used == 0;
    add(
        waits,
        idle,
        isOpen && connection.streams.isEmpty(),
        used,
        isFirst ? Reason.IDLE : Reason.KEEP_ALIVE,
        isFirst ? limits.idle() : limits.keepAlive());
    long begun = reader.begun();
    if (!isInBlock) {
      block = begun;
    }
    boolean isHead = isOpen && (isInBlock || begun > 0);
    add(waits, head, isHead, block, Reason.HEAD, limits.head());
    boolean isUnanswered = isOpen && !connection.areSettingsAcknowledged;
    add(waits, settings, isUnanswered, 0, Reason.ANSWER, limits.answer());
    long answered = connection.pingsSent - connection.pings.size();
    boolean isPinging = isOpen && !connection.pings.isEmpty();
    add(waits, ping, isPinging, answered, Reason.ANSWER, limits.answer());
    boolean isSpent = isOpen && connection.budget.isUsed();
    add(waits, budget, isSpent, connection.budget.fills(), Reason.BUDGET, SECOND);
    for (Stream stream : connection.streams.values()) {
      addBody(waits, stream, limits);
      addBlocked(waits, stream, limits);
    }
    return waits;
  }

  private void addBody(List<Wait> waits, Stream stream, Http2Limits.Deadlines limits) {
    boolean isExpected =
        stream.hasReceivedHead
            && !stream.hasReceivedEnd
            && !stream.isTunnel
            && stream.receiveWindow > 0
            && connection.receiveWindow > 0;
    long progress = stream.receivedBytes / limits.progress();
    add(waits, stream.bodyWait, isExpected, progress, Reason.BODY, limits.body());
  }

  private void addBlocked(List<Wait> waits, Stream stream, Http2Limits.Deadlines limits) {
    long progress = stream.emptied + stream.framedBytes / limits.progress();
    boolean isWaiting = stream.queuedBytes > 0;
    add(waits, stream.writeWait, isWaiting, progress, Reason.WRITE, limits.write());
  }

  private void add(
      List<Wait> waits,
      Slot slot,
      boolean isWaiting,
      long progress,
      Reason reason,
      Duration limit) {
    if (!isWaiting) {
      slot.wait = null;
      return;
    }
    Wait wait = slot.wait;
    if (wait == null || slot.progress != progress) {
      wait = new Wait(reason, number++, limit);
      slot.wait = wait;
      slot.progress = progress;
    }
    waits.add(wait);
  }

  private static boolean holds(Slot slot, Wait wait) {
    return wait.equals(slot.wait);
  }

  /** Ends a wait, which is one of the current ones. */
  void expire(Wait wait) {
    if (holds(budget, wait)) {
      connection.budget.fill();
      return;
    }
    for (Stream stream : connection.streams.values()) {
      if (holds(stream.bodyWait, wait) || holds(stream.writeWait, wait)) {
        connection.event(new Received.TimedOut(stream.id, wait));
        connection.reset(stream.id, ErrorCode.CANCEL);
        return;
      }
    }
    connection.event(new Received.TimedOut(0, wait));
    if (holds(write, wait)) {
      connection.output.clear();
    } else {
      connection.goAway(error(wait), "waited for too long");
    }
    connection.end();
  }

  private ErrorCode error(Wait wait) {
    if (holds(settings, wait)) {
      return ErrorCode.SETTINGS_TIMEOUT;
    }
    return holds(head, wait) ? ErrorCode.ENHANCE_YOUR_CALM : ErrorCode.NO_ERROR;
  }
}
