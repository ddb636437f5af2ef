package dev.gonzo.durable.journal;

/** How far a durable task has come, as its history shows. */
public enum TaskStatus {
  /** It runs, or waits for a process that runs it. */
  UNFINISHED,
  /** It waits until it is retried or cancelled. */
  PARKED,
  /** It has returned. */
  RETURNED,
  /** It has failed. */
  FAILED,
  /** It has ended by a cancellation. */
  CANCELLED;

  /** {@return whether the task has ended, so that nothing more is added to its history} */
  public boolean isEnd() {
    return this != UNFINISHED && this != PARKED;
  }

  /**
   * {@return the status after an entry} A journal keeps the status of each task by this.
   *
   * @param kind the kind of the entry that was added to the history
   */
  public static TaskStatus after(EntryKind kind) {
    return switch (kind) {
      case ATTEMPT, RESTED, STEP, TIME, CANCEL, RETRIED -> UNFINISHED;
      case PARKED -> PARKED;
      case RETURNED -> RETURNED;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
    };
  }
}
