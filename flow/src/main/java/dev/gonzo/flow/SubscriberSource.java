package dev.gonzo.flow;

import dev.gonzo.Cancellation;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.Waker;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The elements of a publisher, which may signal from any thread. */
final class SubscriberSource<T> implements Iterator<T>, Flow.Subscriber<T> {
  private final Flow.Publisher<? extends T> publisher;
  private final int ahead;
  private final Queue<T> elements = new ConcurrentLinkedQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;
  private volatile boolean closed;
  // Opened when the iteration begins, before anything is signalled.
  private volatile @Nullable Waker waker;
  // Used by the consumer only.
  private @Nullable T next;
  private int taken;

  SubscriberSource(Flow.Publisher<? extends T> publisher, int ahead) {
    this.publisher = publisher;
    this.ahead = ahead;
  }

  /** Suspends until the next element has arrived, or the end. A checkpoint. */
  @Override
  public boolean hasNext() {
    Gonzo.checkpoint();
    if (next != null) {
      return true;
    }
    if (closed) {
      return false;
    }
    Waker mine = subscribed();
    while (true) {
      boolean all = ended;
      next = elements.poll();
      if (next != null) {
        return true;
      }
      if (all) {
        Throwable thrown = failure;
        finish(mine);
        if (thrown != null) {
          throw Rethrow.unchecked(Cancellation.asResult(thrown));
        }
        return false;
      }
      Coroutine.trap(mine.waiting());
    }
  }

  private Waker subscribed() {
    Waker mine = waker;
    if (mine == null) {
      mine = Coroutine.trap(new OpenWaker());
      waker = mine;
      publisher.subscribe(this);
    }
    return mine;
  }

  /**
   * Takes the current element, and requests more when half of the requested ones have been taken.
   */
  @Override
  public T next() {
    if (next == null && !hasNext()) {
      throw new NoSuchElementException("the publisher has ended");
    }
    T element = Objects.requireNonNull(next);
    next = null;
    taken++;
    Flow.Subscription from = subscription;
    if (taken >= Math.ceilDiv(ahead, 2) && from != null && !ended) {
      from.request(taken);
      taken = 0;
    }
    return element;
  }

  /** Cancels the subscription, unless the publisher has ended it. */
  void close() {
    Waker mine = waker;
    if (mine != null && !closed) {
      finish(mine);
      Flow.Subscription from = subscription;
      if (from != null && !ended) {
        from.cancel();
      }
      elements.clear();
    }
    closed = true;
  }

  private void finish(Waker mine) {
    closed = true;
    Coroutine.trap(mine.closing());
  }

  // ---------------------------------------------------------------- from any thread

  @Override
  public void onSubscribe(Flow.Subscription given) {
    if (subscription != null || closed) {
      given.cancel();
      return;
    }
    subscription = given;
    given.request(ahead);
    // Check again: either this thread or close() sees what the other has written.
    if (closed) {
      given.cancel();
    }
  }

  @Override
  public void onNext(T element) {
    elements.add(Objects.requireNonNull(element));
    wake();
  }

  @Override
  public void onError(Throwable throwable) {
    failure = Objects.requireNonNull(throwable);
    ended = true;
    wake();
  }

  @Override
  public void onComplete() {
    ended = true;
    wake();
  }

  private void wake() {
    Waker wakes = waker;
    if (wakes != null) {
      wakes.wake();
    }
  }
}
