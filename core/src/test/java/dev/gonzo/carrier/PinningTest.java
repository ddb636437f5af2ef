package dev.gonzo.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Where a virtual thread would stay mounted if it parked. */
class PinningTest {
  // Set where the thread is below a native frame, or in a class initialiser.
  private static boolean seen;

  private static <T> T inVirtualThread(Callable<T> body) throws Exception {
    var result = new FutureTask<>(body);
    Thread.ofVirtual().start(result);
    return result.get();
  }

  private static boolean throughAHandle() throws Throwable {
    return (boolean)
        MethodHandles.lookup()
            .findStatic(Pinning.class, "isHere", MethodType.methodType(boolean.class))
            .invoke();
  }

  private static boolean throughReflection() throws ReflectiveOperationException {
    return (boolean) Pinning.class.getDeclaredMethod("isHere").invoke(null);
  }

  private static int compare(MemorySegment left, MemorySegment right) {
    seen = Pinning.isHere();
    return 0;
  }

  @SuppressWarnings("restricted") // native access is enabled for the tests
  private static boolean belowAForeignCall() throws Throwable {
    var linker = Linker.nativeLinker();
    var pointer = ValueLayout.ADDRESS;
    var sort =
        linker.downcallHandle(
            linker.defaultLookup().find("qsort").orElseThrow(),
            FunctionDescriptor.ofVoid(
                pointer, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, pointer));
    var compare =
        MethodHandles.lookup()
            .findStatic(
                PinningTest.class,
                "compare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    try (var arena = Arena.ofConfined()) {
      var stub =
          linker.upcallStub(
              compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, pointer, pointer), arena);
      sort.invoke(arena.allocate(ValueLayout.JAVA_INT, 2), 2L, 4L, stub);
    }
    return seen;
  }

  private static final class Initialised {
    static final boolean PINNED = Pinning.isHere();
  }

  private static Callable<Boolean> of(ThrowingBody body) {
    return () -> {
      try {
        return body.run();
      } catch (Throwable failure) {
        throw new AssertionError(failure);
      }
    };
  }

  private interface ThrowingBody {
    boolean run() throws Throwable;
  }

  @Test
  void hidden_frames_of_the_jdk_do_not_count() throws Exception {
    assertThat(inVirtualThread(Pinning::isHere)).isFalse();
    assertThat(inVirtualThread(of(PinningTest::throughAHandle))).isFalse();
    assertThat(inVirtualThread(of(PinningTest::throughReflection))).isFalse();
  }

  @Test
  void foreign_calls_and_class_initialisers_do() throws Exception {
    assertThat(inVirtualThread(of(PinningTest::belowAForeignCall))).isTrue();
    assertThat(inVirtualThread(() -> Initialised.PINNED)).isTrue();
  }
}
