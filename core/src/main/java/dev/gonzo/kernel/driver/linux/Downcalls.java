package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The three ways to call Linux: the C library's {@code syscall}, which makes any system call by its
 * number, linked in three variants.
 *
 * <p>Discussion: why not a method handle for each call? Linking costs 5 to 10 ms for each
 * combination of parameter types, at each start of a program; newer calls have no function in the C
 * library; and the functions of older ones pay for the cancellation of POSIX threads.
 *
 * <p>Each takes the segment for the error number first, then the number of the call and its six
 * parameters, unused ones zero. They are in classes of their own so that they are linked at the
 * first call and not before, and in {@code static final} fields so that the JIT compiler can inline
 * them.
 */
final class Downcalls {
  /** The layout of the segment into which the error number is captured. */
  static final MemoryLayout STATE = Linker.Option.captureStateLayout();

  private static final String ERROR_NUMBER = "errno";

  /** The offset of the error number in that segment, in bytes. */
  static final long ERROR_NUMBER_OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement(ERROR_NUMBER));

  private static final Linker.Option CAPTURE = Linker.Option.captureCallState(ERROR_NUMBER);
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(1);

  /** For calls that return at once: the JVM's safepoints wait for them. */
  static final class Brief {
    static final MethodHandle HANDLE = link(JAVA_LONG, Linker.Option.critical(false));

    private Brief() {}
  }

  /** Like {@link Brief}, but the second parameter is a segment, which may be a Java array. */
  static final class OnHeap {
    static final MethodHandle HANDLE = link(ADDRESS, Linker.Option.critical(true));

    private OnHeap() {}
  }

  /** For calls that may block: meanwhile the thread counts as being in native code. */
  static final MethodHandle WAITING = link(JAVA_LONG);

  private Downcalls() {}

  /**
   * Returns the exception to throw for one that a call threw: it is a bug here, so it is rethrown
   * unchanged.
   */
  static RuntimeException unexpected(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("a downcall threw a checked exception", failure);
  }

  /** The address of {@code syscall} in the C library. */
  private static MemorySegment entry() {
    return Linker.nativeLinker()
        .defaultLookup()
        .find("syscall")
        .orElseThrow(() -> new UnsupportedOperationException("the C library has no syscall()"));
  }

  @SuppressWarnings("restricted") // the flag that allows it is checked by SystemCalls
  private static MethodHandle link(MemoryLayout second, Linker.Option... critical) {
    var shape =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, second, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    var linker = Linker.nativeLinker();
    return critical.length == 0
        ? linker.downcallHandle(entry(), shape, CAPTURE, VARIADIC)
        : linker.downcallHandle(entry(), shape, CAPTURE, VARIADIC, critical[0]);
  }
}
