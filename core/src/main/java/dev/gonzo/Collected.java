package dev.gonzo;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Does something when an object has been collected. The thread that does it is started by the first
 * object; if the system refuses that thread, the object is not watched, and the next one asks
 * again.
 */
final class Collected {
  private static volatile @Nullable Cleaner cleaner;

  private Collected() {}

  /**
   * Watches an object.
   *
   * @param watched the object
   * @param action what to do when nobody can reach it any more; must not reach it itself
   * @return does it now, if it is not done yet; null if the object is not watched
   */
  static Cleaner.@Nullable Cleanable watch(Object watched, Runnable action) {
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
          made = Cleaner.create();
          cleaner = made;
        }
      }
    }
    return made;
  }
}
