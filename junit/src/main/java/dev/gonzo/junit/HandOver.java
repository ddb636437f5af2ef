package dev.gonzo.junit;

import static dev.gonzo.trap.SchedulingTrap.LIST_TASKS;
import static dev.gonzo.trap.SchedulingTrap.YIELD_TURN;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes the methods of a test, one at a time, from JUnit's thread to the main task of the test's
 * kernel.
 *
 * <p>The main task waits here with an open waker, and only here: while a method runs, no waker is
 * open, so that virtual time moves and a deadlock is noticed.
 */
final class HandOver {
  /** A task that yields for ever must not keep the test from going on. */
  private static final int MOST_ROUNDS = 1_000;

  private final Inbox<Body<?>> bodies = new Inbox<>(this::refuse);
  // The one that the main task runs.
  private volatile @Nullable Body<?> taken;
  // The reason why the main task takes no more; set once.
  private final AtomicReference<@Nullable Throwable> closed = new AtomicReference<>();

  /** Passes a method to the main task. On JUnit's thread. */
  void give(Body<?> body) {
    bodies.put(body);
  }

  /**
   * Takes no more: what is passed on from now on ends with this reason, and so does what the main
   * task has not finished. On any thread, after the end of the main task or when it is abandoned.
   */
  void close(Throwable why) {
    closed.compareAndSet(null, why);
    bodies.close();
    Body<?> unfinished = taken;
    if (unfinished != null) {
      unfinished.lose(why);
    }
  }

  private void refuse(Body<?> body) {
    body.lose(Objects.requireNonNull(closed.get()));
  }

  /** Waits for the next method. In the main task; a cancellation does not reach it here. */
  Body<?> take() {
    return Gonzo.withoutCancellation(() -> {
      settle();
      bodies.open();
      try {
        Body<?> body = bodies.take();
        taken = body;
        return body;
      } finally {
        bodies.shut();
      }
    });
  }

  /**
   * Lets the other tasks go on until all of them wait, so that it does not depend on the speed of
   * JUnit's thread how far they are when the next method begins.
   */
  static void settle() {
    Task<?> main = Task.current();
    for (int round = 0; round < MOST_ROUNDS && isAnotherReady(main); round++) {
      Coroutine.trap(YIELD_TURN);
    }
  }

  private static boolean isAnotherReady(Task<?> main) {
    return Coroutine.trap(LIST_TASKS).stream()
        .anyMatch(task -> task != main && task.state() == TaskState.READY);
  }

  /** Waits, without doing anything, for a cancellation that is on its way. In the main task. */
  static void awaitCancellation() {
    Waker open = Coroutine.trap(new OpenWaker());
    try {
      while (true) {
        Coroutine.trap(open.waiting());
      }
    } finally {
      Coroutine.trap(open.closing());
    }
  }
}
