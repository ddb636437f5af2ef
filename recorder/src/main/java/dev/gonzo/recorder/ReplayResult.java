package dev.gonzo.recorder;

/** How the replay of one kernel has ended. */
public sealed interface ReplayResult {
  /**
   * Everything happened as it was recorded.
   *
   * @param events how many events there were
   */
  record Equal(long events) implements ReplayResult {}

  /**
   * The program does something else than in the recording.
   *
   * @param number the number of the first event that differs
   * @param recorded what was recorded, as text
   * @param now what the program does instead, as text
   * @param stack where the program is now, innermost call first; empty if no task has its turn
   * @param lastCommon the number of the task's last trap that was equal; 0 if it had none
   */
  record Diverged(long number, String recorded, String now, StackTrace stack, long lastCommon)
      implements ReplayResult {}

  /**
   * The recording ends before the program: it was cut by a crash, or its limit was reached.
   *
   * @param events how many events it has, all of which were equal
   */
  record EndsEarly(long events) implements ReplayResult {}

  /**
   * The replay cannot go on, because something does not happen that only another thread or the
   * recording could bring.
   *
   * @param number the number of the event that does not happen
   * @param reason why, as a sentence
   */
  record NotReplayable(long number, String reason) implements ReplayResult {}
}
