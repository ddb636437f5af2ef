package dev.gonzo.wait;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Suspension;
import dev.gonzo.carrier.StackReserve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result that any number of tasks and threads can wait for, by itself or in a select. Events,
 * promises and the ends of tasks are built on it.
 *
 * <p>Waiters that are present when the result is set get it, even if the latch is reset before they
 * run.
 *
 * @param <R> the type of the result
 */
public final class Latch<R> extends StateLock {
  private final String title;
  private final WaitNode.WaitList<R> waiting = new WaitNode.WaitList<>();
  private @Nullable R result;
  private boolean closed;

  /**
   * Creates a latch without a result.
   *
   * @param title its name in reports
   * @param universal whether it is also for other kernels and ordinary threads
   */
  public Latch(String title, boolean universal) {
    super(universal);
    this.title = title;
  }

  // ---------------------------------------------------------------- steps

  /**
   * {@return the result; null if there is none yet}
   *
   * @throws KernelEndedException if there will never be one
   */
  public @Nullable R poll() {
    if (result == null && closed) {
      throw refused();
    }
    return result;
  }

  /**
   * Enqueues a waiter for which {@link #poll} returned null, in the same step.
   *
   * @param node its node
   */
  public void waitToPass(WaitNode<R> node) {
    waiting.add(node);
  }

  /** {@return the exception for waiters of a closed latch} */
  public KernelEndedException refused() {
    return new KernelEndedException(title + " was closed, or its kernel has ended");
  }

  /** Refuses current waiters, and later ones while there is no result. */
  @Override
  protected void close() {
    waiting.requireReachable();
    closed = true;
    for (WaitNode<R> node = waiting.poll(); node != null; node = waiting.poll()) {
      node.refused = true; // before the waiter may see it
      boolean _ = complete(node.waiter, node);
    }
  }

  // ---------------------------------------------------------------- calls

  /**
   * Sets the result and completes all waiters.
   *
   * @param result the result
   * @return false if it was already set, or the latch is closed
   */
  @Async(Suspension.NEVER)
  public boolean open(R result) {
    requireInsideUnlessUniversal();
    enter();
    try {
      waiting.requireReachable();
      boolean first = this.result == null && !closed;
      if (first) {
        this.result = result;
      }
      for (WaitNode<R> node = waiting.poll(); node != null; node = waiting.poll()) {
        node.item = result;
        boolean _ = complete(node.waiter, node);
      }
      return first;
    } finally {
      leave();
    }
  }

  /** Removes the result, so that later calls wait. */
  @Async(Suspension.NEVER)
  public void shutAgain() {
    requireInsideUnlessUniversal();
    enter();
    try {
      result = null;
    } finally {
      leave();
    }
  }

  /** {@return the result, or null} Never suspends. */
  public @Nullable R peek() {
    enter();
    try {
      return result;
    } finally {
      leave();
    }
  }

  /** {@return the names of the tasks and threads that wait, longest waiting first} */
  public List<String> waiting() {
    enter();
    try {
      return waiting.who();
    } finally {
      leave();
    }
  }

  private boolean isClosed() {
    enter();
    try {
      return closed;
    } finally {
      leave();
    }
  }

  /**
   * Waits for the result. Suspends, or blocks; a checkpoint.
   *
   * @return the result
   * @throws KernelEndedException if the latch is closed, and there is no result
   */
  @Async
  public R await() {
    if (isUniversal()) {
      Sharing.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
    R result = peek();
    return result != null ? result : awaitOpening();
  }

  private R awaitOpening() {
    try (Waiter waiter = newWaiter()) {
      while (true) {
        var node = new WaitNode<R>(waiter, null);
        R present = presentOrWait(node);
        if (present != null) {
          return present;
        }
        if (isCompleted(node)) {
          return passed(node);
        }
      }
    }
  }

  private @Nullable R presentOrWait(WaitNode<R> node) {
    enter();
    try {
      R present = poll();
      if (present == null) {
        waitToPass(node);
      }
      return present;
    } finally {
      leave();
    }
  }

  private boolean isCompleted(WaitNode<R> node) {
    boolean completed = false;
    try {
      completed = node.waiter.await(null) != null;
      return completed;
    } finally {
      if (!completed) {
        enter();
        node.leave();
        leave();
      }
    }
  }

  /**
   * {@return the result of a completed wait}
   *
   * @param node the waiter's node
   * @throws KernelEndedException if the latch was closed
   */
  public R passed(WaitNode<R> node) {
    R passed = node.item;
    if (node.refused || passed == null) {
      throw refused();
    }
    return passed;
  }

  /** Throws if the caller is outside every coroutine, unless the latch is universal. */
  @Async(Suspension.NEVER)
  public void requireInsideUnlessUniversal() {
    StackReserve.requireForOperation(); // what follows changes the latch, and then wakes
    if (!isUniversal()) {
      Coroutine.requireInside();
    }
  }

  @Override
  public String toString() {
    String state = isClosed() ? "closed" : peek() == null ? "not yet" : "there";
    int size = waiting().size();
    return title + "[" + state + (size == 0 ? "" : ", " + size + " wait") + "]";
  }
}
