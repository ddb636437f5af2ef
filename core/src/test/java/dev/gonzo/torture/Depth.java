package dev.gonzo.torture;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The places where the stack of a task can overflow. User code may recurse as deep as it likes
 * before it calls the library, so any method entry of that call may be the one that does not fit,
 * until the call has checked by {@code StackReserve} that there is enough stack left: everything
 * within the reserve fits then.
 *
 * <p>A call of {@code close()} also fits into what an earlier call from the same user frame has
 * reserved, because it starts at the same place: that is a {@code try} block with resources.
 *
 * <p>Not a place to overflow are the loop's own stack, and the frames at the bottom of a task's
 * stack, because no user code recurses below them.
 */
final class Depth {
  /** For the methods of the JDK that the library calls: their entries are no points. */
  private static final int BYTES_FOR_JDK = 3 * 1024;

  private static final String USERS_CODE = Depth.class.getPackageName() + ".";
  private static final StackWalker WALKER = StackWalker.getInstance(Option.SHOW_HIDDEN_FRAMES);
  private static final Map<Thread, CallsOfTask> CALLS = new ConcurrentHashMap<>();

  private static int deepest;
  private static String deepestPlace = "";

  private Depth() {}

  /** Forgets the calls of an earlier run. */
  static void begin() {
    CALLS.clear();
  }

  /** The most bytes that were used below a check, as interpreter frames, without the JDK's. */
  static synchronized String deepest() {
    return deepest + " bytes, to " + deepestPlace;
  }

  /** Called on entry of a method: whether the stack may overflow there. */
  static boolean mayEndHere() {
    if (!Thread.currentThread().isVirtual()) {
      return false;
    }
    List<StackFrame> frames = frames();
    int user = topUserFrame(frames);
    if (user < 1) {
      return false;
    }
    Call call =
        CALLS.computeIfAbsent(Thread.currentThread(), _ -> new CallsOfTask()).at(frames, user);
    int bytes = FrameSize.ofAll(frames);
    if (call.reservedTo < bytes + BYTES_FOR_JDK) {
      return true;
    }
    noteDepth(bytes - call.checkedAt, frames.getFirst());
    return false;
  }

  /** Notes that the calling task has this number of bytes of stack left, by a successful check. */
  static void reserved(int size) {
    if (!Thread.currentThread().isVirtual()) {
      return;
    }
    List<StackFrame> frames = frames();
    int user = topUserFrame(frames);
    if (user < 1) {
      return;
    }
    Call call =
        CALLS.computeIfAbsent(Thread.currentThread(), _ -> new CallsOfTask()).at(frames, user);
    int at = FrameSize.ofAll(frames.subList(1, frames.size()));
    if (at + size > call.reservedTo) {
      call.reservedTo = at + size;
      call.checkedAt = at;
    }
  }

  private static synchronized void noteDepth(int bytes, StackFrame frame) {
    if (bytes > deepest) {
      deepest = bytes;
      deepestPlace = frame.getClassName() + "." + frame.getMethodName();
    }
  }

  /** The frames above this class and {@link Faults}, innermost first. */
  private static List<StackFrame> frames() {
    return WALKER.walk(all ->
        all.dropWhile(frame -> isOf(Depth.class, frame) || isOf(Faults.class, frame)).toList());
  }

  private static boolean isOf(Class<?> type, StackFrame frame) {
    return frame.getClassName().equals(type.getName());
  }

  /** The index of the innermost frame of user code; -1 if there is none. */
  private static int topUserFrame(List<StackFrame> frames) {
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).getClassName().startsWith(USERS_CODE)) {
        return i;
      }
    }
    return -1;
  }

  /** A call from user code into the library. */
  private static final class Call {
    private final String caller;
    // In bytes from the bottom of the stack; what an earlier call from the same frame reserved is
    // kept for a close.
    private int reservedTo;
    private int checkedAt;
    private int frameReservedTo;
    private int frameCheckedAt;

    Call(String caller) {
      this.caller = caller;
    }
  }

  /** The calls in which one task is, by the number of frames below them. */
  private static final class CallsOfTask {
    private final TreeMap<Integer, Call> calls = new TreeMap<>();

    /** The call in which the innermost frame is. */
    Call at(List<StackFrame> frames, int user) {
      int place = frames.size() - user;
      Call current = calls.get(place);
      if (current == null || begins(frames, user)) {
        current = begin(frames, user, place, current);
      }
      return current;
    }

    private static boolean begins(List<StackFrame> frames, int user) {
      return frames.subList(1, user).stream()
          .allMatch(frame -> frame.getClassName().contains("$$Lambda"));
    }

    private Call begin(List<StackFrame> frames, int user, int place, Call former) {
      var call = new Call(frames.get(user).getMethodName());
      if (former != null && former.caller.equals(call.caller)) {
        boolean deeper = former.reservedTo > former.frameReservedTo;
        call.frameReservedTo = deeper ? former.reservedTo : former.frameReservedTo;
        call.frameCheckedAt = deeper ? former.checkedAt : former.frameCheckedAt;
      }
      if (frames.get(user - 1).getMethodName().equals("close")) {
        call.reservedTo = call.frameReservedTo;
        call.checkedAt = call.frameCheckedAt;
      }
      calls.tailMap(place).clear();
      calls.put(place, call);
      return call;
    }
  }
}
