package dev.gonzo.wait;

import org.jspecify.annotations.Nullable;

/**
 * Notes, or decides, the order in which tasks and threads take their steps on universal objects. A
 * recorder notes it, and a replay lets the steps be taken in that order again. There is usually
 * none, which costs one read for each step. Any thread calls it.
 */
public interface SharedSteps {
  /**
   * Called when a universal object is created. Steps on objects that were created before are not
   * noted.
   *
   * @return a number for it, greater than 0, which is the same in each run of the program
   */
  long number();

  /**
   * Called inside each step, by the thread that takes it, which holds the lock of the object. Must
   * be quick.
   *
   * @param object the number of the object
   * @param step how many steps were taken on it before
   * @return whether the step may be taken now; if not, the lock is given back, {@link #await} is
   *     called, and the step is tried again
   */
  boolean mayTake(long object, long step);

  /**
   * Waits until a step that was refused may be possible. Called without the lock.
   *
   * @param object the number of the object
   */
  void await(long object);

  /**
   * Sets what notes or decides the steps in this JVM.
   *
   * @param steps the recorder or the replay; null for none
   */
  static void set(@Nullable SharedSteps steps) {
    OrderedLock.note(steps);
  }
}
