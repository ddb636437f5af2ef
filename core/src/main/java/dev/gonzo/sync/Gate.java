package dev.gonzo.sync;

import dev.gonzo.Coroutine;
import dev.gonzo.KernelEndedException;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.universal.Colour;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Waiter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A result that any number of tasks and threads can wait for. Events and promises are built on it.
 *
 * <p>Waiters that are present when the result is set get it, even if the gate is reset before they
 * run.
 */
final class Gate<R> extends Guard {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  /** The result for waiters when the gate is closed. */
  private enum Closed {
    CLOSED
  }

  private final String title;
  private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
  private @Nullable R result;
  private boolean closed;

  Gate(String title, boolean universal) {
    super(universal);
    this.title = title;
  }

  /**
   * Sets the result and completes all waiters; false if it was already set, or the gate is closed.
   */
  boolean open(R result) {
    requireColour();
    enter();
    try {
      if (this.result != null || closed) {
        return false;
      }
      this.result = result;
      completeAll(result);
      return true;
    } finally {
      leave();
    }
  }

  private void completeAll(Object result) {
    for (Waiter waiter : waiting) {
      boolean _ = complete(waiter, result);
    }
    waiting.clear();
  }

  /** Removes the result, so that later calls wait. */
  void shutAgain() {
    requireColour();
    enter();
    try {
      result = null;
    } finally {
      leave();
    }
  }

  /** Refuses current waiters, and later ones while there is no result. */
  @Override
  protected void close() {
    closed = true;
    completeAll(Closed.CLOSED);
  }

  @Nullable R peek() {
    enter();
    try {
      return result;
    } finally {
      leave();
    }
  }

  List<String> waiting() {
    enter();
    try {
      return waiting.stream().map(Waiter::who).toList();
    } finally {
      leave();
    }
  }

  boolean isClosed() {
    enter();
    try {
      return closed;
    } finally {
      leave();
    }
  }

  R await() {
    if (isUniversal()) {
      Colour.checkpoint();
    } else {
      Coroutine.trap(CHECKPOINT);
    }
    R result = peek();
    return result != null ? result : awaitOpening();
  }

  private R awaitOpening() {
    try (Waiter waiter = newWaiter()) {
      while (true) {
        R present = presentOrWait(waiter);
        if (present != null) {
          return present;
        }
        Object completed = await(waiter);
        if (completed == Closed.CLOSED) {
          throw new KernelEndedException(title + " was closed, or its kernel has ended");
        }
        if (completed != null) {
          return result(completed);
        }
      }
    }
  }

  private @Nullable R presentOrWait(Waiter waiter) {
    enter();
    try {
      if (result == null) {
        if (closed) {
          throw new KernelEndedException(title + " was closed, or its kernel has ended");
        }
        waiting.add(waiter);
      }
      return result;
    } finally {
      leave();
    }
  }

  private @Nullable Object await(Waiter waiter) {
    Object completed = null;
    try {
      completed = waiter.await(null);
      return completed;
    } finally {
      if (completed == null) {
        enter();
        boolean _ = waiting.remove(waiter);
        leave();
      }
    }
  }

  @SuppressWarnings("unchecked") // completed by open(R), or closed
  private R result(Object completed) {
    return (R) completed;
  }

  void requireColour() {
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
