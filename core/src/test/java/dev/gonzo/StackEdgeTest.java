package dev.gonzo;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.DrainedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.ReadWriteLock;
import dev.gonzo.sync.Semaphore;
import java.util.ArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An operation that is called near the end of the stack works, or throws a {@link
 * StackOverflowError} and has changed nothing. Tried at every twentieth of the last frames,
 * beginning with one chosen at random; in the long test at each of them.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class StackEdgeTest {
  private static final int FRAMES = 1_000;
  private static final int STEP = 20;

  private int other;

  /** One operation, its objects, and a task that waits for them. */
  private record Tried(
      AsyncRunnable<Exception> operation, BooleanSupplier untouched, AsyncRunnable<Exception> end) {
    /** Whose end is that of another task, which waits until the operation has been done. */
    static Tried waitedFor(
        AsyncRunnable<Exception> operation,
        BooleanSupplier untouched,
        AsyncRunnable<Exception> waits)
        throws Exception {
      Task<?> waiting = spawn("waiting", waits);
      yieldNow();
      return new Tried(operation, untouched, waiting::join);
    }
  }

  private enum Operation {
    RELEASE {
      @Override
      Tried prepare() throws Exception {
        var lock = Lock.of();
        lock.acquire();
        return Tried.waitedFor(
            lock::release,
            () -> lock.holder().isPresent() && lock.waiting().size() == 1,
            () -> {
              try (var _ = lock.acquire()) {
                yieldNow();
              }
            });
      }
    },
    SIGNAL {
      @Override
      Tried prepare() throws Exception {
        var lock = Lock.of();
        var condition = lock.newCondition();
        return Tried.waitedFor(
            () -> {
              try (var _ = lock.acquire()) {
                condition.signal();
              }
            },
            () -> lock.holder().isEmpty() && condition.waiting().size() == 1,
            () -> {
              try (var _ = lock.acquire()) {
                condition.await();
              }
            });
      }
    },
    CLOSE_PERMIT {
      @Override
      Tried prepare() throws Exception {
        var semaphore = Semaphore.of(2);
        var permit = semaphore.acquire(2);
        return Tried.waitedFor(
            permit::close,
            () -> semaphore.available() == 0 && permit.holder().isPresent(),
            () -> semaphore.acquire().close());
      }
    },
    CLOSE_WRITING {
      @Override
      Tried prepare() throws Exception {
        var lock = ReadWriteLock.of();
        var writing = lock.write();
        return Tried.waitedFor(
            writing::close,
            () -> lock.isWritten() && lock.waiting().size() == 1,
            () -> lock.read().close());
      }
    },
    TRY_ACQUIRE {
      @Override
      Tried prepare() {
        var semaphore = Semaphore.of(1);
        return new Tried(
            semaphore::tryAcquire,
            () -> semaphore.available() == 1 && semaphore.holders().isEmpty(),
            () -> semaphore.holders().iterator().next());
      }
    },
    PUT {
      @Override
      Tried prepare() throws Exception {
        var queue = Queue.<Integer>bounded(1);
        return Tried.waitedFor(() -> queue.put(1), () -> queue.size() == 0, queue::get);
      }
    },
    TRY_PUT {
      @Override
      Tried prepare() throws Exception {
        var queue = Queue.<Integer>bounded(1);
        return Tried.waitedFor(() -> queue.tryPut(1), () -> queue.size() == 0, queue::get);
      }
    },
    CLOSE_QUEUE {
      @Override
      Tried prepare() throws Exception {
        var queue = Queue.<Integer>bounded(1);
        return Tried.waitedFor(
            queue::close,
            () -> !queue.isClosed(),
            () -> {
              try {
                queue.get();
              } catch (DrainedException closed) {
                // This is expected.
              }
            });
      }
    },
    SET {
      @Override
      Tried prepare() throws Exception {
        var event = Event.of();
        return Tried.waitedFor(
            event::set, () -> !event.isSet() && event.waiting().size() == 1, event::await);
      }
    },
    COMPLETE {
      @Override
      Tried prepare() throws Exception {
        var promise = Promise.<String>of();
        return Tried.waitedFor(
            () -> promise.complete("value"),
            () -> !promise.isDone() && promise.waiting().size() == 1,
            promise::await);
      }
    },
    SHIELD {
      @Override
      Tried prepare() {
        return new Tried(() -> withoutCancellation(() -> checkpoint()), () -> true, () -> {});
      }
    },
    DEADLINE {
      @Override
      Tried prepare() {
        return new Tried(
            () -> timeoutAfter(ofSeconds(9), () -> checkpoint()), () -> true, () -> {});
      }
    };

    abstract Tried prepare() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void an_operation_works_or_has_not_begun(Operation operation) throws Exception {
    tryAll(operation, ThreadLocalRandom.current().nextInt(STEP), STEP);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void an_operation_works_or_has_not_begun_at_any_frame(Operation operation) throws Exception {
    tryAll(operation, 0, 1);
  }

  private void tryAll(Operation operation, int first, int step) throws Exception {
    run(
        Kernels.of(),
        () -> {
          Task<?> others = spawn("others", this::others);
          Task<?> deep = spawn("deep", () -> callAll(operation, first, step));
          try {
            timeoutAfter(ofSeconds(200), () -> deep.join());
          } catch (TaskFailedException failed) {
            // No block was left open, neither a shield nor a deadline: its cancellation arrives.
            assertThat(failed).hasCauseInstanceOf(Cancelled.class);
          }
          int before = other;
          yieldNow();
          yieldNow();
          assertThat(other).isGreaterThan(before);
          others.cancel();
        });
  }

  private void others() {
    while (true) {
      yieldNow();
      other++;
    }
  }

  private static void callAll(Operation operation, int first, int step) throws Exception {
    var before = new AtTheEdge(0, operation.prepare());
    before.call(); // loads the classes that it needs
    before.check();
    var calls = new ArrayList<AtTheEdge>();
    for (int frames = first; frames < FRAMES; frames += step) {
      calls.add(new AtTheEdge(frames, operation.prepare()));
    }
    int _ = climbBack(calls.toArray(AtTheEdge[]::new), new int[1]);
    for (AtTheEdge call : calls) {
      call.check();
    }
    assertThat(calls.stream().anyMatch(call -> !call.worked)).isTrue();
    assertThat(calls.getLast().worked).isTrue();
    boolean _ = Task.current().requestCancel("all is tried");
    sleep(ofDays(1));
  }

  /**
   * Recurses to the end of the stack, and makes the calls on the way back.
   *
   * @param calls what to call, the ones nearest to the end first
   * @param next the index of the next one
   * @return how many frames were between this one and the end
   */
  @SuppressWarnings("InfiniteRecursion") // it ends in a StackOverflowError, which is caught
  private static int climbBack(AtTheEdge[] calls, int[] next) {
    int behind;
    try {
      behind = climbBack(calls, next) + 1;
    } catch (StackOverflowError end) {
      behind = 0;
    }
    if (next[0] < calls.length && behind >= calls[next[0]].frames) {
      AtTheEdge call = calls[next[0]];
      next[0]++;
      call.call();
    }
    return behind;
  }

  /** A call of an operation when a certain number of frames is left on the stack. */
  private static final class AtTheEdge {
    private final int frames;
    private final Tried tried;
    private boolean worked;
    private Throwable failed;

    AtTheEdge(int frames, Tried tried) {
      this.frames = frames;
      this.tried = tried;
    }

    void call() {
      try {
        tried.operation().run();
        worked = true;
      } catch (Throwable thrown) {
        failed = thrown;
      }
    }

    /** It has worked, or overflowed and done nothing: then it works now. */
    void check() throws Exception {
      if (failed != null && !(failed instanceof StackOverflowError)) {
        throw new AssertionError(frames + " frames before the end", failed);
      }
      if (!worked) {
        assertThat(tried.untouched().getAsBoolean())
            .as("%s frames before the end", frames)
            .isTrue();
        tried.operation().run();
      }
      timeoutAfter(ofSeconds(20), () -> tried.end().run());
    }
  }
}
