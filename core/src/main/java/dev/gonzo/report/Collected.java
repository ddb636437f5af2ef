package dev.gonzo.report;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action when an object has been garbage-collected. The first watched object starts the
 * thread for it; if the system refuses the thread, that object is not watched, and the next one
 * tries again.
 */
public final class Collected {
  private static volatile @Nullable Cleaner cleaner;

  private Collected() {}

  /**
   * Watches an object.
   *
   * @param watched the object
   * @param action runs when the object is unreachable; must not refer to the object itself
   * @return runs the action now if it has not run yet; null if the object is not watched
   */
  public static Cleaner.@Nullable Cleanable watch(Object watched, Runnable action) {
    try {
      return cleaner().register(watched, action);
    } catch (OutOfMemoryError noThread) {
      return null;
    }
  }

  private static Cleaner cleaner() {
    Cleaner made = cleaner;
    if (made == null) {
      synchronized (Collected.class) {
        made = cleaner;
        if (made == null) {
          // The garbage collection that is to be reported may collect the logger too.
          Log.prepare();
          made = Cleaner.create();
          cleaner = made;
        }
      }
    }
    return made;
  }
}
