package dev.gonzo.http.connection;

import static dev.gonzo.http.connection.ConnectionWaits.wakeAll;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Wait;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the engine waits for, each wait from when it was first seen. Its task sleeps until
 * the earliest is due, and is woken only by one that is due earlier than that.
 */
final class ConnectionDeadlines {
  /** How long a reader may be left in a block that is not idle. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private static final class Due {
    private final Wait wait;
    private final Moment at;
    private long seen;

    Due(Wait wait, Moment at) {
      this.wait = wait;
      this.at = at;
    }
  }

  private final Http2Connection connection;
  private final WaitQueue sleeping;
  private final Map<Long, Due> all = new LinkedHashMap<>();
  private long round;
  private Moment idleAt = Moment.NEVER;
  private Moment wakesAt = Moment.NEVER;

  ConnectionDeadlines(Http2Connection connection) {
    this.connection = connection;
    sleeping = connection.queue("an earlier deadline of ");
  }

  /** Looks at what the engine waits for now. */
  @Async(Suspension.NEVER)
  void observe() {
    List<Wait> waits = connection.engine.waits();
    round++;
    Moment now = null;
    Moment earliest = Moment.NEVER;
    for (Wait wait : waits) {
      Due due = all.get(wait.number());
      if (due == null) {
        now = now == null ? Moment.now() : now;
        due = new Due(wait, now.plus(wait.limit()));
        all.put(wait.number(), due);
      }
      due.seen = round;
      earliest = earlier(earliest, due.at);
    }
    if (all.size() > waits.size()) {
      all.values().removeIf(due -> due.seen != round);
    }
    if (!connection.reader.isLeftBusy()) {
      idleAt = Moment.NEVER;
    } else if (idleAt.equals(Moment.NEVER)) {
      idleAt = (now == null ? Moment.now() : now).plus(SETTLED);
    }
    earliest = earlier(earliest, idleAt);
    if (earliest.isBefore(wakesAt) && sleeping.size() > 0) {
      wakesAt = earliest;
      wakeAll(sleeping);
    }
  }

  private static Moment earlier(Moment one, Moment other) {
    return other.isBefore(one) ? other : one;
  }

  /** Ends waits that are due, until it is cancelled. */
  @Async
  void run() {
    while (true) {
      observe();
      Moment next = idleAt;
      for (Due due : all.values()) {
        next = earlier(next, due.at);
      }
      wakesAt = next;
      @Nullable Duration rest = next.equals(Moment.NEVER) ? null : next.since(Moment.now());
      boolean isWoken =
          Gonzo.ignoreAfter(
              rest,
              () -> {
                Coroutine.trap(new WaitOn(sleeping));
              });
      if (!isWoken) {
        expire(Moment.now());
      }
    }
  }

  private void expire(Moment now) {
    var over = new ArrayList<Wait>();
    for (Due due : all.values()) {
      if (!due.at.isAfter(now)) {
        over.add(due.wait);
      }
    }
    for (Wait wait : over) {
      all.remove(wait.number());
      connection.expire(wait);
    }
    if (!idleAt.isAfter(now)) {
      idleAt = Moment.NEVER;
      connection.reader.moveToIdle();
    }
  }
}
