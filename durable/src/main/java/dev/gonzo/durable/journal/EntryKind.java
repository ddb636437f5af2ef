package dev.gonzo.durable.journal;

/** The kind of an entry in the history of a task. */
public enum EntryKind {
  /** A process has begun to run the task, or to go on with it. No content. */
  ATTEMPT,
  /** It waits for nothing but time, so it has not ended its process this time. No content. */
  RESTED,
  /** A step has ended. The content belongs to the runner. */
  STEP,
  /** Time has passed, so timers are due. No content: the time is that of the entry. */
  TIME,
  /** Its cancellation was requested. The content is the reason, as UTF-8. */
  CANCEL,
  /** It is not run any more until it is retried. The content is the reason, as UTF-8. */
  PARKED,
  /** It may be run again. No content. */
  RETRIED,
  /** It has returned. The content is the result, as its codec writes it. */
  RETURNED,
  /** It has failed. The content is the failure, as UTF-8. */
  FAILED,
  /** It has ended by a cancellation. The content is the reason, as UTF-8. */
  CANCELLED
}
