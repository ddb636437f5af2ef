package dev.gonzo.kernel;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other threads have told the kernel: the one way in from outside.
 *
 * <p>A wake-up is never lost: the kernel says that it is about to wait, looks once more, and only
 * then waits; whoever puts something in looks for that word afterwards, and wakes the kernel if it
 * stands. One of the two sees the other.
 *
 * <p>A task that keeps the kernel busy is to notice too what has come: what is put in raises a flag
 * that each checkpoint reads.
 *
 * <p>Words are linked through a field of their own. Who has to tell something in any case keeps the
 * word for it: then there is nothing to allocate at a moment when the heap may be full.
 */
final class WakeQueue {
  private static final int MOST_AT_ONCE = 1_000;

  /** What the collector has freed for a word that found no memory may be used by another one. */
  private static final int MOST_TRIES = 3;

  /** Something to do on the kernel's thread. It is in the queue at most once at a time. */
  abstract static class Word {
    private @Nullable Word next;

    /**
     * Does it. It is called again if there was no memory, and so it changes nothing before the last
     * allocation.
     */
    abstract void run();
  }

  private static final class Told extends Word {
    private final Runnable action;

    Told(Runnable action) {
      this.action = action;
    }

    @Override
    void run() {
      action.run();
    }
  }

  // What was told since the kernel looked last, the newest first.
  private final AtomicReference<@Nullable Word> told = new AtomicReference<>();
  private final Runnable wakeUp;
  // Kernel thread only: what it has taken and not done yet, the oldest first.
  private @Nullable Word taken;
  private volatile boolean waiting;
  private volatile boolean closed;
  private volatile boolean attentionWanted;

  /**
   * Makes an empty one.
   *
   * @param wakeUp ends the kernel's wait; from any thread
   */
  WakeQueue(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** Tells the kernel to do something on its own thread. Any thread may. */
  void tell(Runnable word) {
    tell(new Told(word));
  }

  /**
   * Tells the kernel to do something on its own thread, without allocating. Any thread may.
   *
   * @param word what to do; not in the queue
   */
  void tell(Word word) {
    if (closed) {
      return;
    }
    Word newest;
    do {
      newest = told.get();
      word.next = newest;
    } while (!told.compareAndSet(newest, word));
    wantAttention();
    if (waiting) {
      waiting = false;
      wakeUp.run();
    }
  }

  /** Asks that the running task look up at its next checkpoint. Any thread may. */
  void wantAttention() {
    if (!attentionWanted) {
      attentionWanted = true;
    }
  }

  /** Kernel thread: whether something has come since it listened last. */
  boolean isAttentionWanted() {
    return attentionWanted;
  }

  /** Kernel thread: announces a wait; false if there is something to do first. */
  boolean prepareToWait() {
    waiting = true;
    if (isEmpty()) {
      return true;
    }
    waiting = false;
    return false;
  }

  /** Kernel thread: the wait is over. */
  void waited() {
    waiting = false;
  }

  /** From now on nobody listens: what is told is forgotten. */
  void close() {
    closed = true;
    told.set(null);
    taken = null;
  }

  /** Kernel thread: does what was told so far, and forgets what is told from now on. */
  void hearOut() {
    closed = true; // first, or those who go on telling would keep us here
    for (Word word = next(); word != null; word = next()) {
      run(word);
    }
  }

  /** Kernel thread: whether nothing was told that is not done yet. */
  boolean isEmpty() {
    return taken == null && told.get() == null;
  }

  /** Kernel thread: does what was told. A flood of words leaves the tasks their turn. */
  void listen() {
    if (attentionWanted) {
      attentionWanted = false; // first: what comes from now on raises it again
    }
    Word word;
    for (int heard = 0; heard < MOST_AT_ONCE && (word = next()) != null; heard++) {
      run(word);
    }
    if (!isEmpty()) {
      wantAttention();
    }
  }

  private static void run(Word word) {
    for (int tries = 1; ; tries++) {
      try {
        word.run();
        return;
      } catch (OutOfMemoryError full) {
        if (tries == MOST_TRIES) {
          throw full;
        }
      }
    }
  }

  private @Nullable Word next() {
    if (taken == null) {
      takeAll();
    }
    Word first = taken;
    if (first != null) {
      taken = first.next;
      first.next = null;
    }
    return first;
  }

  /** Takes what was told, and puts it into the order in which it was told. */
  private void takeAll() {
    Word newest = told.get() == null ? null : told.getAndSet(null);
    Word oldest = null;
    while (newest != null) {
      Word before = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = before;
    }
    taken = oldest;
  }
}
