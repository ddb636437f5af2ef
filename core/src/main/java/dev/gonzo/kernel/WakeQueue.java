package dev.gonzo.kernel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What other threads have told the kernel: the one way in from outside.
 *
 * <p>A wake-up is never lost: the kernel says that it is about to wait, looks once more, and only
 * then waits; whoever puts something in looks for that word afterwards, and wakes the kernel if it
 * stands. One of the two sees the other.
 *
 * <p>A task that keeps the kernel busy is to notice too what has come: what is put in raises a flag
 * that each checkpoint reads.
 */
final class WakeQueue {
  private static final int MOST_AT_ONCE = 1_000;

  private final Queue<Runnable> told = new ConcurrentLinkedQueue<>();
  private final Runnable wakeUp;
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
    if (closed) {
      return;
    }
    told.add(word);
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
    if (told.isEmpty()) {
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
    told.clear();
  }

  /** Kernel thread: does what was told so far, and forgets what is told from now on. */
  void hearOut() {
    closed = true; // first, or those who go on telling would keep us here
    for (Runnable word = told.poll(); word != null; word = told.poll()) {
      word.run();
    }
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  /** Kernel thread: does what was told. A flood of words leaves the tasks their turn. */
  void listen() {
    if (attentionWanted) {
      attentionWanted = false; // first: what comes from now on raises it again
    }
    Runnable word;
    for (int heard = 0; heard < MOST_AT_ONCE && (word = told.poll()) != null; heard++) {
      word.run();
    }
    if (!told.isEmpty()) {
      wantAttention();
    }
  }
}
