package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The three doors to Linux: the C library's {@code syscall}, which makes any system call by its
 * number, linked in three ways.
 *
 * <p>Discussion: why not a door for each call. Linking costs 5 to 10 ms for each shape of
 * parameters, at each start of a program; newer calls have no function of their own in the C
 * library; and those of the older ones pay for the cancellation of POSIX threads.
 *
 * <p>Each takes the segment for the error number first; then the number of the call, and its six
 * parameters, unused ones zero. Here, so that they are linked at the first call and not before; in
 * {@code static final} fields, since only then does the compiler see through them.
 */
final class Downcalls {
  /** What an error number is left in. */
  static final MemoryLayout STATE = Linker.Option.captureStateLayout();

  private static final String ERROR_NUMBER = "errno";

  /** Where in that segment the error number stands, in bytes. */
  static final long ERROR_NUMBER_OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement(ERROR_NUMBER));

  private static final Linker.Option CAPTURE = Linker.Option.captureCallState(ERROR_NUMBER);
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(1);

  /** For calls that are back at once: the JVM's safe points wait for them. */
  static final MethodHandle BRIEF = link(JAVA_LONG, Linker.Option.critical(false));

  /** As {@link #BRIEF}; the second parameter is a segment, which may be a Java array. */
  static final MethodHandle ON_HEAP = link(ADDRESS, Linker.Option.critical(true));

  /** For calls that may wait: the thread counts as being in native code meanwhile. */
  static final MethodHandle WAITING = link(JAVA_LONG);

  private Downcalls() {}

  /** What to throw for something that a call threw: a fault of ours, hence as it is. */
  static RuntimeException unexpected(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("a downcall threw a checked exception", failure);
  }

  /** Where the C library keeps {@code syscall}. */
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
