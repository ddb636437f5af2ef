package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.ReentrantLock;
import dev.gonzo.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task whose stack overflows at a trap fails alone. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class StackOverflowTest {
  // Of the last frames on the stack, every eighth makes a trap; each run begins with another one.
  private static final int FRAMES_WITH_TRAPS = 400;
  private static final int RUNS = 8;
  private static final int FRAMES_BETWEEN_YIELDS = 20;
  private static final int TURNS = 100;

  private int depth;
  private int from;
  private int shift;
  private int traps;
  private int cleaned;
  private int steps;

  @ParameterizedTest
  @ValueSource(
      strings = {"yieldNow", "sleep", "queue", "lock", "semaphore", "spawn", "timeout", "group"})
  void only_that_task_fails(String trap) throws Exception {
    run(
        Kernels.of(),
        () -> {
          Task<?> other = spawn("other", this::other);
          AsyncRunnable<Exception> body = body(trap);
          body.run(); // loads the classes that it needs
          for (int i = 0; i < RUNS; i++) {
            int pad = i;
            shift = i;
            from = depthOfAnother(pad) - FRAMES_WITH_TRAPS;
            overflow(() -> padded(pad, body));
          }
          timeoutAfter(ofSeconds(20), () -> body.run());
          int before = steps;
          sleep(ofMillis(5));
          assertThat(steps).isGreaterThan(before);
          other.cancel();
        });
    assertThat(cleaned).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "reentrant lock", "semaphore", "read-write lock"})
  void what_was_acquired_without_waiting_is_released_again(String kind) throws Exception {
    run(() -> {
      for (int i = 0; i < RUNS; i++) {
        List<Supplier<Boolean>> held = new ArrayList<>();
        try {
          acquireEver(kind, held);
        } catch (StackOverflowError expected) {
          // At any frame of the library.
        }
        assertThat(held).as("run " + i).noneMatch(Supplier::get);
      }
    });
  }

  private static void acquireEver(String kind, List<Supplier<Boolean>> held) {
    switch (kind) {
      case "lock" -> {
        var lock = Lock.of();
        held.add(() -> lock.holder().isPresent());
        acquireEver(kind, held, lock::tryAcquire, lock::release);
      }
      case "reentrant lock" -> {
        var lock = ReentrantLock.of();
        held.add(() -> lock.holder().isPresent());
        acquireEver(kind, held, lock::tryAcquire, lock::release);
      }
      case "semaphore" -> {
        var semaphore = Semaphore.of(1);
        held.add(() -> semaphore.available() == 0);
        try (var _ = semaphore.tryAcquire().orElseThrow()) {
          acquireEver(kind, held);
        }
      }
      default -> {
        var lock = ReadWriteLock.of();
        held.add(() -> !lock.holders().isEmpty());
        try (var _ = lock.tryWrite().orElseThrow()) {
          acquireEver(kind, held);
        }
      }
    }
  }

  private static void acquireEver(
      String kind, List<Supplier<Boolean>> held, BooleanSupplier tryAcquire, Runnable release) {
    if (tryAcquire.getAsBoolean()) {
      try {
        acquireEver(kind, held);
      } finally {
        release.run();
      }
    }
  }

  @Test
  void a_task_that_cannot_suspend_so_deep_can_suspend_later() throws Exception {
    run(
        Kernels.of(),
        () -> {
          Task<?> deep =
              spawn(
                  "deep",
                  () -> {
                    assertThat(climbBack()).isGreaterThan(FRAMES_WITH_TRAPS);
                    for (int turn = 0; turn < TURNS; turn++) {
                      yieldNow();
                    }
                  });
          deep.join();
        });
  }

  /**
   * Recurses to the end of the stack, and yields now and then on the way back. The JVM may have no
   * room to save so much stack; nothing else may fail.
   *
   * @return how many frames were below this one
   */
  @SuppressWarnings("InfiniteRecursion") // it ends in a StackOverflowError, which is caught
  private static int climbBack() {
    int below;
    try {
      below = climbBack() + 1;
    } catch (StackOverflowError end) {
      below = 0;
    }
    if (below < FRAMES_WITH_TRAPS && below % FRAMES_BETWEEN_YIELDS == 0) {
      try {
        yieldNow();
      } catch (StackOverflowError tooDeep) {
        // This is allowed here.
      }
    }
    return below;
  }

  private void other() {
    try {
      while (true) {
        sleep(ofMillis(1));
        steps++;
      }
    } finally {
      cleaned++;
    }
  }

  private static AsyncRunnable<Exception> body(String trap) {
    var queue = Queue.<Integer>bounded(FRAMES_WITH_TRAPS * 10);
    var lock = Lock.of();
    var semaphore = Semaphore.of(3);
    return switch (trap) {
      case "yieldNow" -> Gonzo::yieldNow;
      case "sleep" -> () -> sleep(ofNanos(1));
      case "queue" ->
          () -> {
            queue.put(1);
            queue.get();
          };
      case "lock" ->
          () -> {
            try (var _ = lock.acquire()) {
              yieldNow();
            }
          };
      case "semaphore" ->
          () -> {
            try (var _ = semaphore.acquire(2)) {
              yieldNow();
            }
          };
      case "spawn" -> () -> spawn(() -> {}).join();
      case "group" ->
          () -> {
            try (var group = TaskGroup.<Void>open()) {
              group.spawn(Gonzo::yieldNow);
              group.join();
            }
          };
      default -> () -> timeoutAfter(ofSeconds(1), () -> yieldNow());
    };
  }

  /** Runs a body in a task, which must fail with a stack overflow and nothing else. */
  private void overflow(AsyncRunnable<Exception> body) {
    depth = 0;
    traps = 0;
    try {
      spawn("deep", body).join();
    } catch (TaskFailedException failed) {
      Throwable cause = failed.getCause();
      while (cause instanceof TaskFailedException wrapped) {
        cause = wrapped.getCause();
      }
      assertThat(cause).isInstanceOf(StackOverflowError.class);
    }
  }

  /** How many frames fit now. Once the method is compiled, there are many times more. */
  private int depthOfAnother(int pad) {
    from = Integer.MAX_VALUE;
    overflow(() -> padded(pad, () -> {}));
    return depth;
  }

  @SuppressWarnings("InfiniteRecursion") // this is expected
  private void deep(AsyncRunnable<Exception> body) throws Exception {
    // If it was compiled since the frames were counted, the traps must not become many times more.
    if (++depth > from && (depth + shift) % RUNS == 0 && ++traps <= FRAMES_WITH_TRAPS) {
      body.run();
    }
    deep(body);
  }

  /** Shifts the following frames, so that the stack ends at different places in them. */
  private void padded(int pad, AsyncRunnable<Exception> body) throws Exception {
    if (pad == 0) {
      deep(body);
    } else {
      padded(pad - 1, body);
    }
  }
}
