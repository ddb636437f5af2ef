package dev.gonzo.torture;

import java.util.List;

/**
 * The places where the stack of a task can overflow. A task that recurses too deep does so in its
 * own code, and overflows there or in the library that it calls; not on the loop's stack, nor in
 * the frames at the bottom of its own stack. Traps reserve their stack in advance.
 */
final class Depth {
  private static final String USERS_CODE = Depth.class.getPackageName();
  private static final StackWalker WALKER = StackWalker.getInstance();

  private Depth() {}

  /** Whether the caller of the calling method may overflow the stack. */
  static boolean mayEndHere() {
    List<String> frames =
        WALKER.walk(all ->
            all.skip(2) // this method, and the point
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList());
    boolean inUsersCode = frames.stream().anyMatch(frame -> frame.startsWith(USERS_CODE));
    int trap = frames.indexOf("dev.gonzo.kernel.LoopTask.answer");
    return Thread.currentThread().isVirtual() && inUsersCode && trap <= 0;
  }
}
