package dev.gonzo.sim.disk;

/** Decides between the states that a crash may leave: by random numbers, or each in turn. */
interface Choices {
  /** Begins to decide about something: the names, or one file. */
  default void begin() {}

  /**
   * Chooses one of some possibilities.
   *
   * @param count how many there are, at least 1, from the oldest state to the newest
   * @return the number of one, from 0
   */
  int choose(int count);
}
