package dev.gonzo.flow;

import dev.gonzo.Cancellation;
import dev.gonzo.Gonzo;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.report.Rethrow;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The elements of a publisher, which may signal from any thread. */
final class SubscriberSource<T> implements Iterator<T>, Flow.Subscriber<T> {
  private final Flow.Publisher<? extends T> publisher;
  private final int ahead;
  // The elements, and then the object that marks their end.
  private final Inbox<Object> signals = new Inbox<>(_ -> {});
  private final Object end = new Object();
  // Created in advance, so that the end is not lost if the heap is full.
  private final Inbox.Notice<Object> ending = signals.notice(end);
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;
  private volatile boolean closed;
  // Used by the consumer only.
  private boolean begun;
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
    subscribe();
    Object signal = signals.take();
    if (signal != end) {
      next = element(signal);
      return true;
    }
    Throwable thrown = failure;
    finish();
    if (thrown != null) {
      throw Rethrow.unchecked(Cancellation.asResult(thrown));
    }
    return false;
  }

  private void subscribe() {
    if (!begun) {
      signals.open(); // before anything is signalled
      begun = true;
      publisher.subscribe(this);
    }
  }

  @SuppressWarnings("unchecked") // all signals but the end are elements
  private T element(Object signal) {
    return (T) signal;
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
    if (begun && !closed) {
      finish();
      Flow.Subscription from = subscription;
      if (from != null && !ended) {
        from.cancel();
      }
    }
    closed = true;
  }

  private void finish() {
    closed = true;
    signals.shut();
    signals.close();
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
    signals.put(Objects.requireNonNull(element));
  }

  @Override
  public void onError(Throwable throwable) {
    failure = Objects.requireNonNull(throwable);
    ended = true;
    ending.put();
  }

  @Override
  public void onComplete() {
    ended = true;
    ending.put();
  }
}
