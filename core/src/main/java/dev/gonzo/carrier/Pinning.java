package dev.gonzo.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Finds pinned virtual threads: they wait but stay mounted on the JDK's carrier thread, because the
 * JVM cannot unmount them inside a class initialiser or below a native frame. From outside, only
 * the thread's {@code toString} shows it: {@code
 * VirtualThread[#31]/waiting@ForkJoinPool-1-worker-1}.
 */
final class Pinning {
  private static final int SPINS = 100;
  private static final StackWalker STACK = StackWalker.getInstance();

  private Pinning() {}

  /**
   * Whether a virtual thread that is parking, or has parked, stays mounted. Always false if a JDK
   * prints its threads differently, and if there is no memory to find out: then a pinned thread
   * waits where it is, which costs a carrier thread and is not reported.
   */
  static boolean keepsItsPlace(Thread waiting, @Nullable BatonCarrier<?> carrier) {
    try {
      return isMountedWhileWaiting(waiting, carrier);
    } catch (OutOfMemoryError unknown) {
      return false;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // lets the thread finish parking, in microseconds
  private static boolean isMountedWhileWaiting(Thread waiting, @Nullable BatonCarrier<?> carrier) {
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
      // Runnable: still parking. Blocked: because of this very check.
      if (looks % SPINS == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Whether the calling virtual thread would stay mounted if it parked here. Slow: walks the stack.
   * False if there is no memory for that; the caller asks again when the next disturbance comes.
   */
  static boolean isHere() {
    try {
      return Thread.currentThread().isVirtual()
          && STACK.walk(frames ->
              frames.anyMatch(
                  frame -> frame.isNativeMethod() || frame.getMethodName().equals("<clinit>")));
    } catch (OutOfMemoryError unknown) {
      return false;
    }
  }
}
