package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Finds virtual threads that wait and keep the JDK's thread below them, since the JVM cannot take
 * them off it inside a class initialiser or below a native frame. From the outside this shows only
 * in how the thread describes itself: {@code VirtualThread[#31]/waiting@ForkJoinPool-1-worker-1}.
 */
final class Pinning {
  private static final int SPINS = 100;
  private static final StackWalker STACK = StackWalker.getInstance();

  private Pinning() {}

  /**
   * Tells of a virtual thread that is about to wait, or does, whether it keeps its place. Where the
   * JDK describes its threads otherwise, none ever does.
   */
  @SuppressWarnings("ThreadPriorityCheck") // lets it come to rest, which takes it microseconds
  static boolean keepsItsPlace(Thread waiting, @Nullable BatonCarrier<?> carrier) {
    for (int looks = 1; ; looks++) {
      String text = waiting.toString();
      int state = text.lastIndexOf("]/") + 2;
      if (text.indexOf('@', state) < 0) {
        return false;
      }
      if (text.startsWith("waiting", state) || text.startsWith("timed", state)) {
        return true;
      }
      if (carrier != null && carrier.isStuck()) {
        return true;
      }
      // Runnable: on its way to rest. Blocked: by this very look at it.
      if (looks % SPINS == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Tells whether the calling virtual thread would keep its place. Slow: it reads the stack. */
  static boolean isHere() {
    return Thread.currentThread().isVirtual()
        && STACK.walk(frames ->
            frames.anyMatch(
                frame -> frame.isNativeMethod() || frame.getMethodName().equals("<clinit>")));
  }
}
