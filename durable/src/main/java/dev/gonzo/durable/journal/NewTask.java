package dev.gonzo.durable.journal;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What is known of a durable task before it runs.
 *
 * @param id its id, which is unique in the journal: 1 to 200 characters, none of them a control
 *     character
 * @param function the name of the function that it runs, such as {@code pay/2}: 1 to 200
 *     characters, none of them a control character
 * @param argument its argument, as its codec writes it. It must not be changed
 * @param seed random bytes, from which the task draws all its random bytes. It must not be changed
 * @param at when it was started, by the wall clock, in whole microseconds
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, below
public record NewTask(String id, String function, byte[] argument, byte[] seed, Instant at) {
  private static final int MOST_CHARACTERS = 200;

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if the id or the name of the function is empty, too long, or
   *     contains a control character or half of a surrogate pair
   */
  public NewTask {
    requireName("the id of a durable task", id);
    requireName("the name of a durable function", function);
    Objects.requireNonNull(argument);
    Objects.requireNonNull(seed);
    Objects.requireNonNull(at);
  }

  /**
   * Checks a name that a journal keeps.
   *
   * @param what what it names, for the message
   * @param name the name
   * @throws IllegalArgumentException if it is empty, too long, or contains a control character or
   *     half of a surrogate pair
   */
  public static void requireName(String what, String name) {
    if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          what + " must have 1 to " + MOST_CHARACTERS + " characters, got " + name.length());
    }
    if (name.codePoints().anyMatch(NewTask::isRefused)) {
      throw new IllegalArgumentException(
          what + " contains a control character or half of a surrogate pair");
    }
  }

  private static boolean isRefused(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NewTask task
        && id.equals(task.id)
        && function.equals(task.function)
        && Arrays.equals(argument, task.argument)
        && Arrays.equals(seed, task.seed)
        && at.equals(task.at);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, function, Arrays.hashCode(argument), Arrays.hashCode(seed), at);
  }

  @Override
  public String toString() {
    return "NewTask[" + id + ", " + function + ", " + at + "]";
  }
}
