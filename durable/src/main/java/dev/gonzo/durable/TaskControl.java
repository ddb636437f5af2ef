package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Cancels and retries durable tasks in a journal, without the functions that they run. For
 * administration; a program that runs the tasks uses {@link DurableTasks}.
 */
public final class TaskControl {
  private final Journal journal;
  private final String owner;
  private final Duration lease;

  /** What came of a request. */
  public enum Answer {
    /** It is recorded in the history of the task. */
    DONE,
    /** It is left for the process that runs the task. */
    LEFT_FOR_OWNER,
    /** There is no such task. */
    UNKNOWN,
    /** The task has ended, or is not parked: there is nothing to do. */
    NOTHING_TO_DO
  }

  private TaskControl(Journal journal, String owner, Duration lease) {
    this.journal = journal;
    this.owner = owner;
    this.lease = lease;
  }

  /**
   * {@return the control of the tasks in a journal}
   *
   * @param journal the journal
   * @param owner the name of this process, while it changes a task
   * @param lease how long it keeps a task at most
   */
  public static TaskControl of(Journal journal, String owner, Duration lease) {
    return new TaskControl(journal, owner, lease);
  }

  /**
   * Records that a task is to be cancelled. A task that is parked ends with that; another one is
   * cancelled when it is run next, or by the process that runs it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it may have been recorded.
   *
   * @param id the id of the task
   * @param reason why
   * @return what came of it
   * @throws IOException if the journal cannot be read or written
   */
  @Async
  public Answer cancel(String id, String reason) throws IOException {
    Optional<TaskRecord> task = journal.find(id);
    if (task.isEmpty() || task.get().status().isEnd()) {
      return task.isEmpty() ? Answer.UNKNOWN : Answer.NOTHING_TO_DO;
    }
    EntryKind kind =
        task.get().status() == TaskStatus.PARKED ? EntryKind.CANCELLED : EntryKind.CANCEL;
    return change(task.get(), kind, reason, Request.cancel(id, reason));
  }

  /**
   * Records that a parked task may run again.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it may have been recorded.
   *
   * @param id the id of the task
   * @return what came of it
   * @throws IOException if the journal cannot be read or written
   */
  @Async
  public Answer retry(String id) throws IOException {
    Optional<TaskRecord> task = journal.find(id);
    if (task.isEmpty() || task.get().status() != TaskStatus.PARKED) {
      return task.isEmpty() ? Answer.UNKNOWN : Answer.NOTHING_TO_DO;
    }
    return change(task.get(), EntryKind.RETRIED, "", Request.retry(id));
  }

  @Async
  private Answer change(TaskRecord task, EntryKind kind, String content, Request otherwise)
      throws IOException {
    if (task.owner().isPresent() && !task.owner().get().equals(owner)) {
      journal.request(otherwise);
      return Answer.LEFT_FOR_OWNER;
    }
    Optional<Claim> claim = journal.claim(task.id(), owner, lease);
    if (claim.isEmpty()) {
      journal.request(otherwise);
      return Answer.LEFT_FOR_OWNER;
    }
    try {
      Instant now = Environment.wallTime().truncatedTo(ChronoUnit.MICROS);
      Instant last = task.last().map(Entry::at).orElse(task.task().at());
      journal.append(
          claim.get(),
          List.of(
              new Entry(
                  task.lastNumber() + 1,
                  kind,
                  now.isAfter(last) ? now : last,
                  content.getBytes(StandardCharsets.UTF_8))));
    } finally {
      journal.release(claim.get());
    }
    return Answer.DONE;
  }
}
