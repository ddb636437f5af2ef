package dev.gonzo.sim.net;

import dev.gonzo.sim.world.Agenda;

/**
 * When a connection sends again what was not acknowledged, and when it gives up (RFC 6298, with
 * Linux's limits). Its event is not cancelled but finds nothing to do, since there is one for each
 * segment otherwise.
 */
final class RetransmissionTimer {
  /** How often a request for a connection is repeated: it fails after 127 s. */
  static final int REQUEST_REPEATS = 6;

  /** How often the consent to a connection is repeated. */
  static final int CONSENT_REPEATS = 5;

  /** How often bytes are repeated: the connection fails after about 15 minutes. */
  static final int DATA_REPEATS = 15;

  private static final long SECOND = 1_000_000_000;
  private static final long LEAST = SECOND / 5;
  private static final long MOST = 120 * SECOND;

  private final Agenda agenda;
  private final TcpConnection connection;
  private long smoothed;
  private long variation;
  private long timeout = SECOND;
  private long deadline;
  private int repeats;
  private boolean isPlanned;
  // A segment whose acknowledgement is timed; no position if there is none.
  private long timed = -1;
  private long timedAt;

  RetransmissionTimer(Agenda agenda, TcpConnection connection) {
    this.agenda = agenda;
    this.connection = connection;
  }

  /** Makes sure that it ends if no answer comes: counted from now, if none was awaited before. */
  void begin(boolean wasIdle) {
    if (wasIdle) {
      deadline = agenda.now() + timeout;
    }
    if (!isPlanned) {
      plan();
    }
  }

  /** Records that the segment before a position was sent for the first time. */
  void isSent(long position) {
    if (timed < 0) {
      timed = position;
      timedAt = agenda.now();
    }
  }

  /** Records an answer of the peer, which has acknowledged everything before a position. */
  void answered(long position, boolean isNew) {
    repeats = 0;
    if (isNew) {
      if (timed >= 0 && position >= timed) {
        measured(agenda.now() - timedAt);
        timed = -1;
      }
      if (smoothed > 0) {
        timeout = limited(smoothed + Math.max(LEAST, 4 * variation));
      }
      deadline = agenda.now() + timeout;
    }
  }

  private void measured(long roundTrip) {
    if (smoothed == 0) {
      smoothed = roundTrip;
      variation = roundTrip / 2;
    } else {
      variation = (3 * variation + Math.abs(smoothed - roundTrip)) / 4;
      smoothed = (7 * smoothed + roundTrip) / 8;
    }
  }

  private static long limited(long nanos) {
    return Math.clamp(nanos, LEAST, MOST);
  }

  private void plan() {
    isPlanned = true;
    agenda.at(deadline, this::ended);
  }

  private void ended() {
    isPlanned = false;
    if (!connection.isWaiting()) {
      return;
    }
    if (agenda.now() < deadline) {
      plan();
    } else if (repeats == connection.mostRepeats()) {
      connection.gaveUp();
    } else {
      repeats++;
      timed = -1; // an answer would not say which of the two it is for
      timeout = limited(2 * timeout);
      deadline = agenda.now() + timeout;
      plan();
      connection.repeat();
    }
  }
}
