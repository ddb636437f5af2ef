package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A position in a coroutine's code: the methods on its stack and the instruction in each, outermost
 * first, up to the method that makes the trap.
 *
 * @param coroutine the coroutine
 * @param frames the methods
 */
record StackPlace(Coroutine<?> coroutine, List<Frame> frames) {
  // These classes catch an exception of a body, and rethrow it after closing what the body left
  // open.
  private static final Set<Class<?>> ENDS_OF_BODIES =
      Set.of(Coroutine.class, GroupMember.class, AsyncThread.class);
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
   * reach the current call only by an exception.
   */
  boolean hasGoneOnTo(StackPlace now) {
    int depth = 0;
    while (depth < frames.size()
        && depth < now.frames.size()
        && frames.get(depth).isSameCall(now.frames.get(depth))) {
      depth++;
    }
    if (depth == frames.size() || depth == now.frames.size()) {
      return true; // back at the same call
    }
    Frame met = frames.get(depth);
    Frame present = now.frames.get(depth);
    if (ENDS_OF_BODIES.contains(met.owner())) {
      return false;
    }
    // A different method here means that the call around it was made again.
    return !met.isSameMethod(present) || !InstructionFlow.cleansUp(met, present);
  }
}
