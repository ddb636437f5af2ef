package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The history of a task that runs here: what is recorded, and what is appended. */
final class History {
  // An append that fails may have been done; repeating it has no effect then.
  private static final int MOST_TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final long FIRST_TOKEN = 1;

  private final Journal journal;
  private final Claim claim;
  private final List<Entry> recorded;
  private long number;
  private Instant last;
  private EntryKind lastKind = EntryKind.RESTED;
  // When the last entry was made or read, by the clock that is never set.
  private Moment lastMoment;

  private History(Journal journal, Claim claim, TaskRecord task, List<Entry> recorded) {
    this.journal = journal;
    this.claim = claim;
    this.recorded = recorded;
    this.last = task.task().at();
    this.lastMoment = Moment.now();
    if (!recorded.isEmpty()) {
      take(recorded.getLast());
    }
  }

  @Async
  static History load(Journal journal, Claim claim, TaskRecord task) throws IOException {
    return new History(journal, claim, task, journal.load(claim.id()));
  }

  private void take(Entry entry) {
    number = entry.number();
    last = entry.at();
    lastKind = entry.kind();
    lastMoment = Moment.now();
  }

  List<Entry> recorded() {
    return recorded;
  }

  long length() {
    return number;
  }

  /**
   * How many attempts have ended their process since the task got on. The first attempt, and one in
   * which it got on, have no entry of their own.
   */
  int lostAttempts() {
    int attempts = 0;
    for (int place = recorded.size() - 1; place >= 0; place--) {
      EntryKind kind = recorded.get(place).kind();
      if (kind != EntryKind.ATTEMPT) {
        return switch (kind) {
          // A cancellation may be from outside, while no process ran the task.
          case RESTED, RETRIED, CANCEL -> attempts;
          default -> attempts + 1;
        };
      }
      attempts++;
    }
    // With the first claim of all, no process has run it before.
    return recorded.isEmpty() && claim.token() == FIRST_TOKEN ? 0 : attempts + 1;
  }

  /**
   * The time of the task: that of the wall clock, or later, if that was set back. Whole
   * microseconds, which each journal can keep.
   */
  Instant now() {
    Instant wall = Environment.wallTime().truncatedTo(ChronoUnit.MICROS);
    Instant passed = last.plus(Moment.now().since(lastMoment)).truncatedTo(ChronoUnit.MICROS);
    return wall.isAfter(passed) ? wall : passed;
  }

  /** Entries that are not numbered yet. */
  final class Batch {
    private final List<Entry> entries = new ArrayList<>();

    Batch add(EntryKind kind, byte[] content) {
      return add(kind, content, last);
    }

    Batch add(EntryKind kind, byte[] content, Instant notBefore) {
      Instant now = now();
      Instant at = now.isAfter(notBefore) ? now : notBefore;
      entries.add(new Entry(number + entries.size() + 1, kind, at, content));
      return this;
    }

    Batch add(EntryKind kind, String content) {
      return add(kind, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends them, and returns them when they are recorded. */
    @Async
    List<Entry> append() throws IOException {
      if (!entries.isEmpty()) {
        // Cut off in between, it could not be known what the next number is.
        Gonzo.withoutCancellation(() -> appendRepeatedly(entries));
        take(entries.getLast());
      }
      return entries;
    }
  }

  Batch batch() {
    return new Batch();
  }

  @Async
  private void appendRepeatedly(List<Entry> entries) throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int tries = 1; ; tries++) {
      try {
        journal.append(claim, entries);
        return;
      } catch (ClaimLostException lost) {
        throw lost;
      } catch (IOException failure) {
        if (tries == MOST_TRIES) {
          throw failure;
        }
      }
      Gonzo.sleep(pause);
      pause = pause.multipliedBy(4);
    }
  }

  /** Notes that this process ends the attempt in an orderly way, so that it does not count. */
  @Async
  void rest() throws IOException {
    if (lastKind == EntryKind.ATTEMPT) {
      var _ = batch().add(EntryKind.RESTED, "").append();
    }
  }

  /** Notes that this process was stopped in an orderly way, whatever the task was doing. */
  @Async
  void leave() throws IOException {
    boolean isNoted = number > 0 && lastKind == EntryKind.RESTED;
    if (!isNoted && TaskStatus.after(lastKind) == TaskStatus.UNFINISHED) {
      var _ = batch().add(EntryKind.RESTED, "").append();
    }
  }
}
