package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.AsyncCallable;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.ChildJvm;
import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If the JVM cannot unmount a task, the suspension is refused, and the task continues. */
class RefusedSuspensionTest {
  private static final List<Throwable> met = new ArrayList<>();

  /** Runs an action below a native frame: as the comparison function of the C library's qsort. */
  private static final class Native {
    private static Runnable action = () -> {};

    static int compare(MemorySegment one, MemorySegment other) {
      action.run();
      return 0;
    }

    @SuppressWarnings("restricted") // must be called from native code
    static void run(Runnable action) throws Throwable {
      Native.action = action;
      var linker = Linker.nativeLinker();
      var pointer = ValueLayout.ADDRESS;
      var comparison = FunctionDescriptor.of(ValueLayout.JAVA_INT, pointer, pointer);
      var qsort =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("qsort"),
              FunctionDescriptor.ofVoid(
                  pointer, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, pointer));
      var compare =
          MethodHandles.lookup()
              .findStatic(
                  Native.class,
                  "compare",
                  MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
      try (var arena = Arena.ofConfined()) {
        var two = arena.allocate(ValueLayout.JAVA_INT, 2);
        qsort.invoke(two, 2L, 4L, linker.upcallStub(compare, comparison, arena));
      }
    }
  }

  /** Each of these suspends. */
  private static final List<AsyncCallable<?, ?>> SUSPENDING =
      List.of(
          () -> {
            sleep(Duration.ofMillis(1));
            return null;
          },
          () -> {
            sleep(Duration.ZERO);
            return null;
          },
          () -> {
            yieldNow();
            return null;
          },
          () -> Coroutine.trap(new WaitOn(new WaitQueue())),
          () -> spawn("never joined", () -> yieldNow()).join(),
          () -> runInThread(() -> "work"));

  private static void tryAll() {
    for (var suspending : SUSPENDING) {
      met.add(catchThrowable(suspending::call));
    }
  }

  private static void areRefusedAndTheTaskGoesOn() {
    assertThat(met)
        .hasSameSizeAs(SUSPENDING)
        .allSatisfy(thrown -> assertThat(thrown).isInstanceOf(CannotSuspendException.class));
    assertThat(met.getFirst().getMessage()).contains("Sleep");
    sleep(Duration.ofMillis(1));
    yieldNow();
  }

  private static final class Suspending {
    static final int COUNT;

    static {
      tryAll();
      COUNT = met.size();
    }
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: rule 6, H4
  void in_a_class_initialiser() {
    met.clear();
    run(() -> {
      assertThat(Suspending.COUNT).isEqualTo(SUSPENDING.size());
      areRefusedAndTheTaskGoesOn();
    });
  }

  @Tag("realTime")
  @Test
  // docs/edges.md: H4
  void below_a_native_frame() throws Exception {
    met.clear();
    run(() -> {
      assertThat(catchThrowable(() -> Native.run(RefusedSuspensionTest::tryAll))).isNull();
      areRefusedAndTheTaskGoesOn();
    });
  }

  /** Suspends below a native frame, and goes on. */
  static final class BelowANativeFrame {
    public static void main(String[] arguments) throws Exception {
      new RefusedSuspensionTest().below_a_native_frame();
      System.out.println("refused");
    }
  }

  @Tag("realTime")
  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "baton"})
  void below_a_native_frame_on_the_jdks_only_carrier_thread(String carrier) throws Exception {
    var ended =
        ChildJvm.run(
            BelowANativeFrame.class,
            "-Dgonzo.carrier=" + carrier,
            "-Djdk.virtualThreadScheduler.parallelism=1");
    assertThat(ended.out()).as(ended.err()).isEqualTo("refused\n");
  }

  @Test
  void by_hand_too() {
    var body =
        Coroutine.of(() -> {
          Throwable[] thrown = new Throwable[1];
          assertThat(
                  catchThrowable(() ->
                      Native.run(
                          () -> thrown[0] = catchThrowable(() -> Coroutine.trap(new ReadClock())))))
              .isNull();
          assertThat(thrown[0]).isInstanceOf(CannotSuspendException.class);
          return Coroutine.trap(new ReadClock());
        });
    assertThat(body.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(body.send(new Moment(9))).isEqualTo(new Step.Returned<>(new Moment(9)));
  }

  private static final Lock LOCK = Lock.of();
  private static final Condition CHANGED = LOCK.newCondition();

  private static final class Changing {
    static final Throwable MET = catchThrowable(CHANGED::await);
  }

  @Test
  void a_task_that_cannot_wait_for_a_condition_keeps_the_lock() {
    run(() -> {
      var order = new ArrayList<String>();
      Task<?> other;
      try (var _ = LOCK.acquire()) {
        other =
            spawn(() -> {
              try (var _ = LOCK.acquire()) {
                order.add("other");
              }
            });
        yieldNow();
        assertThat(Changing.MET).isInstanceOf(CannotSuspendException.class);
        yieldNow();
        order.add("this");
      }
      other.join();
      assertThat(order).containsExactly("this", "other");
    });
  }

  private static final class Computing {
    static final int CHECKPOINTS;

    static {
      int done = 0;
      while (done < 10_000) {
        checkpoint();
        done++;
      }
      CHECKPOINTS = done;
    }
  }

  @Test
  void what_is_answered_at_once_is_answered_there_however_often() {
    run(() -> assertThat(Computing.CHECKPOINTS).isEqualTo(10_000));
  }

  private static final class Driving {
    static final Throwable MET = catchThrowable(() -> Coroutine.of(() -> "inner").send(null));
  }

  @Test
  void another_coroutine_cannot_be_driven_there_either() {
    run(() ->
        assertThat(Driving.MET)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("class initialiser"));
  }
}
