package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where one coroutine is: the methods on its stack and the instruction in each, outermost first, up
 * to the method that makes the trap.
 *
 * @param coroutine whose stack it is
 * @param frames the methods
 */
record StackPlace(Coroutine<?> coroutine, List<Frame> frames) {
  // They store what a body has thrown, and throw it when they have ended what it left open.
  private static final Set<Class<?>> ENDS_OF_BODIES =
      Set.of(Coroutine.class, GroupMember.class, AsyncThread.class);
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /**
   * A method on the stack, and the call that it is in. What is costly to read is read only when a
   * request needs it: a place is noted at each checkpoint of a clean-up.
   *
   * @param frame as the JVM gives it
   */
  record Frame(StackWalker.StackFrame frame) {
    Class<?> owner() {
      return frame.getDeclaringClass();
    }

    String method() {
      return frame.getMethodName();
    }

    /** The method's parameters and result, as the class file has them. */
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

  /** Where the calling coroutine is. */
  static StackPlace here(Coroutine<?> coroutine) {
    return WALKER.walk(stack -> {
      var frames = new ArrayList<Frame>();
      stack.forEach(frame -> {
        if (frame.getDeclaringClass() == Coroutine.class && frame.getMethodName().equals("trap")) {
          frames.clear(); // what is below belongs to the trap, and differs with what happens there
        } else {
          frames.add(new Frame(frame));
        }
      });
      return new StackPlace(coroutine, frames.reversed());
    });
  }

  /**
   * Whether a coroutine that met a cancellation here, and is at another place now, has left all
   * that is done because of it: its {@code catch} and {@code finally} blocks.
   *
   * <p>The outermost method in which the two places differ decides: it cleans up if it could come
   * to the present call only by an exception.
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
    // Another method there means that the call around it was made again.
    return !met.isSameMethod(present) || !InstructionFlow.cleansUp(met, present);
  }
}
