package dev.gonzo.durable.journal;

import java.util.Optional;

/**
 * What a journal knows of a task, without its history.
 *
 * @param task how it was started
 * @param status how far it has come
 * @param owner the process that runs it; empty if none does
 * @param last the last entry of its history; empty if it has none. If the task has ended or is
 *     parked, that is the entry that says how
 */
public record TaskRecord(
    NewTask task, TaskStatus status, Optional<String> owner, Optional<Entry> last) {
  /** {@return the id of the task} */
  public String id() {
    return task.id();
  }

  /** {@return the number of its last entry; 0 if its history is empty} */
  public long lastNumber() {
    return last.map(Entry::number).orElse(0L);
  }
}
