package dev.gonzo;

import dev.gonzo.report.CallSites;
import java.util.ArrayList;
import java.util.List;

/**
 * A position in a coroutine's code: the methods on its stack and the instruction in each, outermost
 * first, up to the method that makes the trap.
 *
 * @param coroutine the coroutine
 * @param frames the methods
 */
record StackPlace(Coroutine<?> coroutine, List<Frame> frames) {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /**
   * A method on the stack and its current call. Expensive properties are read only when a request
   * needs them, because a place is recorded at each checkpoint of a clean-up.
   *
   * @param frame the JVM's frame
   */
  record Frame(StackWalker.StackFrame frame) {
    Class<?> owner() {
      return frame.getDeclaringClass();
    }

    String method() {
      return frame.getMethodName();
    }

    /** The method's descriptor in the class file. */
    String descriptor() {
      return frame.getDescriptor();
    }

    /** The position of the call in the method's instructions. */
    int instruction() {
      return frame.getByteCodeIndex();
    }

    /** The line of the call, or a negative number if it is unknown. */
    int line() {
      return frame.getLineNumber();
    }

    boolean isLibrarys() {
      return CallSites.isGonzo(owner().getName());
    }

    boolean isSameMethod(Frame other) {
      return owner() == other.owner()
          && method().equals(other.method())
          && descriptor().equals(other.descriptor());
    }

    boolean isSameCall(Frame other) {
      return instruction() == other.instruction() && isSameMethod(other);
    }
  }

  /** The current position of the calling coroutine. */
  static StackPlace here(Coroutine<?> coroutine) {
    return WALKER.walk(stack -> {
      var frames = new ArrayList<Frame>();
      stack.forEach(frame -> {
        if (frame.getDeclaringClass() == Coroutine.class && frame.getMethodName().equals("trap")) {
          frames.clear(); // frames further in belong to the trap, and vary
        } else {
          frames.add(new Frame(frame));
        }
      });
      return new StackPlace(coroutine, frames.reversed());
    });
  }

  /**
   * Whether a coroutine in which a cancellation was thrown at this place has left the {@code catch}
   * and {@code finally} blocks that the cancellation caused, given where it is now.
   *
   * <p>The outermost method in which the two places differ decides: it is cleaning up if it can
   * reach the current call only by an exception. For a method of this library it is enough that an
   * exception can lead to the current call, because the library also catches cancellations in order
   * to rethrow them later.
   */
  boolean hasGoneOnTo(StackPlace now) {
    int depth = 0;
    while (depth < frames.size()
        && depth < now.frames.size()
        && frames.get(depth).isSameCall(now.frames.get(depth))) {
      depth++;
    }
    if (depth == frames.size() || depth == now.frames.size()) {
      return !isRepeatedByLibrary(depth); // back at the same call
    }
    Frame met = frames.get(depth);
    Frame present = now.frames.get(depth);
    if (!met.isSameMethod(present)) {
      return !isRepeatedByLibrary(depth); // the call around them was made again
    }
    return met.isLibrarys()
        ? !InstructionFlow.catchesBefore(met, present)
            && !isCaughtBelow(depth)
            && !isRepeatedByLibrary(depth) // the same loop waits at another call of this method
        : !InstructionFlow.cleansUp(met, present);
  }

  /**
   * Whether a loop in this library caught the cancellation and then repeated the call that leads to
   * a frame. Looks only at the frames of the library directly around it: beyond a method of the
   * user's, the loop could be the user's.
   */
  private boolean isRepeatedByLibrary(int depth) {
    for (int around = depth - 1; around >= 0 && frames.get(around).isLibrarys(); around--) {
      Frame frame = frames.get(around);
      if (InstructionFlow.catchesBefore(frame, frame)
          || (isCaughtBelow(around) && InstructionFlow.repeats(frame))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the cancellation may have been caught further inside, by a method of this library that
   * then returned. Looks only at the frames of the library directly inside a frame.
   */
  private boolean isCaughtBelow(int depth) {
    for (int inside = depth + 1;
        inside < frames.size() && frames.get(inside).isLibrarys();
        inside++) {
      if (InstructionFlow.catchesAndReturns(frames.get(inside))) {
        return true;
      }
    }
    return false;
  }
}
