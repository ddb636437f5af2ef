package dev.gonzo.inbox;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values that other threads pass to a task. A value and the wake-up of the task enter together:
 * one is never there without the other.
 *
 * <p>Each value that was put is either taken once, or handed back once because the inbox is closed.
 * A put that fails, for want of memory or stack, leaves nothing.
 *
 * <p>Any thread may put, also before the inbox is open. One task at a time takes.
 *
 * <p>Discussion: a kernel may decide the order of what arrives ({@link Waker#deliver}). Then a
 * value enters, and with it the wake-up, when the kernel delivers it, and until then no task sees
 * either.
 *
 * @param <T> the type of the values
 */
public final class Inbox<T> {
  private final Consumer<? super T> handBack;
  // The values that have entered since the task last took them, the newest first; or the mark.
  private final AtomicReference<@Nullable Entry<T>> entered = new AtomicReference<>();
  private final Entry<T> closedMark = new Entry<>(this, null);
  private volatile @Nullable Waker waker;
  // Used by the task that takes, and by close(): what was taken from the others, the oldest first.
  private @Nullable Entry<T> oldest;

  /**
   * Creates an inbox that is not open. Any thread may call this.
   *
   * @param handBack gets each value that is not taken because the inbox is closed, once: in {@link
   *     #close}, or on the thread that put it too late
   */
  public Inbox(Consumer<? super T> handBack) {
    this.handBack = handBack;
  }

  // ---------------------------------------------------------------- from any thread

  /**
   * Puts a value. The values that are put here keep their order. Never suspends; any thread may
   * call it.
   *
   * @param value the value, which must not be null
   */
  public void put(T value) {
    putFrom(this, value);
  }

  /**
   * Puts a value whose order matters only among those of the same source: a kernel may let those of
   * different sources enter in an order of its own. Never suspends; any thread may call it.
   *
   * @param source where it comes from, for example the calling thread
   * @param value the value
   */
  public void putFrom(Object source, T value) {
    StackReserve.requireForWakeUp();
    deliver(source, new Entry<>(this, Objects.requireNonNull(value)));
  }

  /**
   * Creates a value that can be put without memory, and again when it has been taken.
   *
   * @param value the value
   * @return the notice, which is not in the inbox
   */
  public Notice<T> notice(T value) {
    return new Notice<>(this, value);
  }

  private void deliver(Object source, Entry<T> entry) {
    Waker open = waker;
    if (open == null) {
      entry.run(); // the task looks for values after it has opened a waker
    } else {
      open.deliver(source, entry);
    }
  }

  // ---------------------------------------------------------------- in the task

  /**
   * Opens it: from now on values wake the task, and the kernel counts on them, so that it reports
   * no deadlock. It must not be open already. Never suspends.
   */
  @Async(Suspension.NEVER)
  public void open() {
    waker = Coroutine.trap(new OpenWaker());
  }

  /**
   * Ends what {@link #open} began; unlike {@link #close}, values are still kept, for the next time
   * that it is open. Without effect if it is not open. Never suspends.
   */
  @Async(Suspension.NEVER)
  public void shut() {
    Waker open = waker;
    if (open != null) {
      waker = null;
      Coroutine.trap(open.closing());
    }
  }

  /**
   * Takes the oldest value, if there is one. Never suspends.
   *
   * @return the value, or null
   */
  public @Nullable T poll() {
    Entry<T> first = oldest != null ? oldest : takeEntered();
    if (first == null) {
      return null;
    }
    oldest = first.next;
    first.next = null;
    first.taken();
    return first.value;
  }

  /**
   * Takes the oldest value, and waits for one if there is none. Suspends; a checkpoint if it has to
   * wait. A cancellation takes nothing.
   *
   * @return the value
   * @throws IllegalStateException if it would have to wait, and the inbox is not open
   * @throws dev.gonzo.Cancelled if the task was cancelled while it waited
   */
  @Async
  public T take() {
    T value = poll();
    while (value == null) {
      awaitWaker();
      value = poll();
    }
    return value;
  }

  /**
   * Waits until there is a value to {@link #poll}. Suspends; a checkpoint.
   *
   * @throws IllegalStateException if it would have to wait, and the inbox is not open
   * @throws dev.gonzo.Cancelled if the task was cancelled
   */
  @Async
  public void await() {
    if (!isEmpty()) {
      Coroutine.trap(CHECKPOINT);
    }
    while (isEmpty()) {
      awaitWaker();
    }
  }

  private void awaitWaker() {
    Waker open = waker;
    if (open == null) {
      throw new IllegalStateException("the inbox is not open: nothing could end this wait");
    }
    Coroutine.trap(open.waiting());
  }

  private boolean isEmpty() {
    Entry<T> newest = entered.get();
    return oldest == null && (newest == null || newest == closedMark);
  }

  private @Nullable Entry<T> takeEntered() {
    Entry<T> newest = entered.get();
    while (newest != null && newest != closedMark && !entered.compareAndSet(newest, null)) {
      newest = entered.get();
    }
    return newest == closedMark ? null : oldestFirst(newest);
  }

  /**
   * Closes it for good: what was not taken is handed back, and so is what is put later. Never
   * suspends. Any thread may call it, but not while a task takes.
   */
  public void close() {
    Entry<T> newest = entered.getAndSet(closedMark);
    Entry<T> taken = oldest;
    oldest = null;
    handBackAll(taken);
    if (newest != closedMark) {
      handBackAll(oldestFirst(newest));
    }
  }

  private static <T> void handBackAll(@Nullable Entry<T> first) {
    for (Entry<T> entry = first; entry != null; entry = entry.next) {
      entry.handBack();
    }
  }

  private static <T> @Nullable Entry<T> oldestFirst(@Nullable Entry<T> newest) {
    Entry<T> first = null;
    Entry<T> entry = newest;
    while (entry != null) {
      Entry<T> before = entry.next;
      entry.next = first;
      first = entry;
      entry = before;
    }
    return first;
  }

  /** A value on its way. Running it lets the value enter, and wakes the task. */
  static sealed class Entry<T> implements Runnable permits Notice {
    final Inbox<T> inbox;
    private final @Nullable T value;
    private @Nullable Entry<T> next;

    Entry(Inbox<T> inbox, @Nullable T value) {
      this.inbox = inbox;
      this.value = value;
    }

    @Override
    public final void run() {
      Entry<T> newest;
      do {
        newest = inbox.entered.get();
        if (newest == inbox.closedMark) {
          handBack();
          return;
        }
        next = newest;
      } while (!inbox.entered.compareAndSet(newest, this));
      Waker open = inbox.waker;
      if (open != null) {
        open.wake();
      }
    }

    private void handBack() {
      if (value != null) {
        inbox.handBack.accept(value);
      }
    }

    /** Called when the value is taken, and the entry is in no list any more. */
    void taken() {}
  }

  /**
   * A value that is put any number of times, and is in the inbox at most once at a time.
   *
   * @param <T> the type of the value
   */
  public static final class Notice<T> extends Entry<T> {
    private final AtomicBoolean inside = new AtomicBoolean();

    private Notice(Inbox<T> inbox, T value) {
      super(inbox, value);
    }

    /**
     * Puts the value, unless it is in the inbox. Allocates nothing. Never suspends; any thread may
     * call it.
     */
    public void put() {
      StackReserve.requireForWakeUp();
      if (inside.compareAndSet(false, true)) {
        inbox.deliver(inbox, this);
      }
    }

    @Override
    void taken() {
      inside.set(false);
    }
  }
}
