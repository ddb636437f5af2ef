package dev.gonzo.durable.journal;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * One entry in the history of a task.
 *
 * @param number its place in the history of its task, from 1 on, without gaps
 * @param kind its kind
 * @param at the time of the task when it was made; never before that of the entry before it
 * @param content its content; empty for kinds that have none. It must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, below
public record Entry(long number, EntryKind kind, Instant at, byte[] content) {
  /**
   * An entry without content.
   *
   * @param number its place in the history
   * @param kind its kind
   * @param at the time of the task
   */
  public Entry(long number, EntryKind kind, Instant at) {
    this(number, kind, at, new byte[0]);
  }

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Entry {
    if (number < 1) {
      throw new IllegalArgumentException(
          "the number of an entry must be at least 1, got " + number);
    }
    Objects.requireNonNull(kind);
    Objects.requireNonNull(at);
    Objects.requireNonNull(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry entry
        && number == entry.number
        && kind == entry.kind
        && at.equals(entry.at)
        && Arrays.equals(content, entry.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, kind, at, Arrays.hashCode(content));
  }

  @Override
  public String toString() {
    return "Entry[" + number + ", " + kind + ", " + at + ", " + content.length + " bytes]";
  }
}
