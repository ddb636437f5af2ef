package dev.gonzo.kernel.loop;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The queue of actions from other threads, their only way into the kernel.
 *
 * <p>A wake-up is never lost. The kernel announces that it is about to wait, checks the queue once
 * more, and only then waits; a thread that adds an action checks for that announcement afterwards,
 * and wakes the kernel. So at least one of them sees the other.
 *
 * <p>A task that keeps the kernel busy notices new actions too: adding one sets a flag that each
 * checkpoint reads.
 *
 * <p>Actions are linked through a field of their own. Code whose action must not fail creates it in
 * advance, so that nothing is allocated when the heap may be full.
 */
public final class WakeQueue {
  private static final int MOST_AT_ONCE = 1_000;

  /**
   * How often an action that ran out of memory is tried: another one may use up the memory that the
   * collector has freed for it.
   */
  private static final int MOST_TRIES = 3;

  /** An action to run on the kernel's thread. It is in the queue at most once at a time. */
  public abstract static class Action {
    private @Nullable Action next;

    /** Creates an action that is not in a queue. */
    protected Action() {}

    /**
     * Runs the action. If there is no memory it is called again, so it must change nothing before
     * its last allocation.
     */
    protected abstract void run();

    /**
     * Called instead of {@link #run} if the kernel has ended: on its thread, or on the one that
     * adds the action too late. Does nothing by default.
     */
    protected void dropped() {}
  }

  private static final class Posted extends Action {
    private final Runnable action;

    Posted(Runnable action) {
      this.action = action;
    }

    @Override
    protected void run() {
      action.run();
    }
  }

  // The actions added since the kernel last took them, the newest first.
  private final AtomicReference<@Nullable Action> posted = new AtomicReference<>();
  private final Runnable wakeUp;
  // Kernel thread only: the actions that it has taken and not yet run, the oldest first.
  private @Nullable Action taken;
  private volatile boolean waiting;
  private volatile boolean closed;
  // Nothing is run any more.
  private volatile boolean isDropping;
  private volatile boolean attentionWanted;

  /**
   * Creates an empty queue.
   *
   * @param wakeUp ends the kernel's wait; called on any thread
   */
  WakeQueue(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** Adds an action to run on the kernel's thread. Any thread may call it. */
  void post(Runnable action) {
    post(new Posted(action));
  }

  /**
   * Adds an action to run on the kernel's thread, without allocating. Any thread may call it.
   *
   * @param action the action, which must not be in the queue
   */
  void post(Action action) {
    if (closed) {
      action.dropped();
      return;
    }
    Action newest;
    do {
      newest = posted.get();
      action.next = newest;
    } while (!posted.compareAndSet(newest, action));
    if (isDropping) {
      drop(posted.getAndSet(null)); // it was closed meanwhile, and does not look again
      return;
    }
    wantAttention();
    if (waiting) {
      waiting = false;
      try {
        wakeUp.run();
      } catch (Throwable refused) {
        waiting = true; // the next one tries again
        throw refused;
      }
    }
  }

  /** Makes the running task process the queue at its next checkpoint. Any thread may call it. */
  void wantAttention() {
    if (!attentionWanted) {
      attentionWanted = true;
    }
  }

  /** Whether something has arrived since the queue was last processed. Kernel thread. */
  boolean isAttentionWanted() {
    return attentionWanted;
  }

  /**
   * Announces a wait. Kernel thread.
   *
   * @return false if there is something to do first
   */
  public boolean prepareToWait() {
    waiting = true;
    if (isEmpty()) {
      return true;
    }
    waiting = false;
    return false;
  }

  /** Announces that the wait is over. Kernel thread. */
  public void waited() {
    waiting = false;
  }

  /** Drops all actions, present and future. */
  void close() {
    closed = true;
    isDropping = true;
    drop(reversed(taken)); // which is in order already
    taken = null;
    drop(posted.getAndSet(null));
  }

  /** Drops actions that are linked from the newest to the oldest. */
  private static void drop(@Nullable Action newest) {
    for (Action action = reversed(newest); action != null; ) {
      Action next = action.next;
      action.next = null;
      action.dropped();
      action = next;
    }
  }

  /** Runs what is queued and accepts nothing more. Kernel thread. */
  public void drainAndClose() {
    closed = true; // first, so that threads that keep adding actions cannot keep us here
    for (Action action = next(); action != null; action = next()) {
      runOne(action);
    }
  }

  /** Whether there is no action left to run. Kernel thread. */
  boolean isEmpty() {
    return taken == null && posted.get() == null;
  }

  /**
   * Runs what is queued, but a bounded number, so that a flood of actions does not starve the
   * tasks. Kernel thread.
   */
  void run() {
    if (attentionWanted) {
      attentionWanted = false; // first: an action added from now on sets it again
    }
    Action action;
    for (int count = 0; count < MOST_AT_ONCE && (action = next()) != null; count++) {
      runOne(action);
    }
    if (!isEmpty()) {
      wantAttention();
    }
  }

  private static void runOne(Action action) {
    for (int tries = 1; ; tries++) {
      try {
        action.run();
        return;
      } catch (OutOfMemoryError full) {
        if (tries == MOST_TRIES) {
          throw full;
        }
      }
    }
  }

  private @Nullable Action next() {
    if (taken == null) {
      takeAll();
    }
    Action first = taken;
    if (first != null) {
      taken = first.next;
      first.next = null;
    }
    return first;
  }

  /** Takes all added actions, and reverses them into the order in which they were added. */
  private void takeAll() {
    taken = reversed(posted.get() == null ? null : posted.getAndSet(null));
  }

  private static @Nullable Action reversed(@Nullable Action first) {
    Action rest = first;
    Action oldest = null;
    while (rest != null) {
      Action before = rest.next;
      rest.next = oldest;
      oldest = rest;
      rest = before;
    }
    return oldest;
  }
}
