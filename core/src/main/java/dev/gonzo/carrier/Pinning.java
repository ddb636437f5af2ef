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
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);
  // The frame of a call of native code by java.lang.foreign; it is no native method, and hidden.
  private static final String DOWNCALL = "jdk.internal.foreign.abi.DowncallStub";
  // The bottom of each virtual thread's stack has native methods of this class.
  private static final String CONTINUATION = "jdk.internal.vm.Continuation";

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
          && STACK.walk(frames -> frames.anyMatch(Pinning::pins));
    } catch (OutOfMemoryError unknown) {
      return false;
    }
  }

  private static boolean pins(StackWalker.StackFrame frame) {
    return frame.getMethodName().equals("<clinit>")
        || frame.getClassName().startsWith(DOWNCALL)
        || (frame.isNativeMethod() && !frame.getClassName().equals(CONTINUATION));
  }
}
