package dev.gonzo.torture;

import java.util.List;

/**
 * Where the stack of a task can end. A task that recurses too deep does so in its own code, and
 * meets the end there or in the library that it calls. It does not on the loop's own stack, nor in
 * the frames at the bottom of its own; and traps have asked for their stack beforehand.
 */
final class Depth {
  private static final String USERS_CODE = Depth.class.getPackageName();
  private static final StackWalker WALKER = StackWalker.getInstance();

  private Depth() {}

  /** Whether the calling method's caller may find no stack. */
  static boolean mayEndHere() {
    List<String> frames =
        WALKER.walk(all ->
            all.skip(2) // this one, and the point
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList());
    boolean inUsersCode = frames.stream().anyMatch(frame -> frame.startsWith(USERS_CODE));
    int trap = frames.indexOf("dev.gonzo.kernel.LoopTask.answer");
    return Thread.currentThread().isVirtual() && inUsersCode && trap <= 0;
  }
}
