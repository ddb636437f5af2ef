package dev.gonzo.flow;

import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.EntryPoint;
import dev.gonzo.generator.Generator;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A generator as a publisher: a task iterates it as far as its only subscriber requests. */
final class GeneratorPublisher<T extends @Nullable Object> implements Flow.Publisher<T> {
  private final Generator<T> generator;
  private final EntryPoint door;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  GeneratorPublisher(Generator<T> generator, EntryPoint door) {
    this.generator = generator;
    this.door = door;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    var subscription = new Subscription(Objects.requireNonNull(subscriber));
    if (subscribed.compareAndSet(false, true)) {
      subscriber.onSubscribe(subscription);
      subscription.begin();
    } else {
      subscription.cancelled = true;
      subscriber.onSubscribe(subscription);
      subscriber.onError(
          new IllegalStateException(
              "a generator can be iterated only once, and it already has a subscriber"));
    }
  }

  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super T> subscriber;
    private final Inbox<Long> requests = new Inbox<>(_ -> {});
    // In the task only: how many elements were requested and not yet passed on.
    private long requested;
    private volatile boolean cancelled;
    private volatile boolean begun;
    private volatile @Nullable CompletableFuture<?> task;

    Subscription(Flow.Subscriber<? super T> subscriber) {
      this.subscriber = subscriber;
    }

    void begin() {
      CompletableFuture<@Nullable Void> work = door.submit(this::work);
      task = work;
      if (cancelled) {
        work.cancel(false);
      }
      var _ =
          work.whenComplete((_, failure) -> {
            // The kernel has ended, or could not run the task; a cancelled one reports nothing.
            if (!begun && failure != null) {
              fail(failure);
            } else if (failure != null && !isCancellation(failure)) {
              Log.warn("a publisher has failed after the last signal to its subscriber", failure);
            }
          });
    }

    @Override
    public void request(long count) {
      if (!cancelled) {
        requests.put(count);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      CompletableFuture<?> work = task;
      if (work != null) {
        work.cancel(false);
      }
    }

    // -------------------------------------------------------------- in the task

    private @Nullable Void work() {
      begun = true;
      try (generator) {
        publish();
      } catch (Throwable thrown) {
        Throwable failure = Cancellation.settled(thrown);
        if (failure instanceof Cancelled passes) {
          fail(passes);
          throw passes;
        }
        if (cancelled) {
          throw Rethrow.unchecked(failure); // the subscriber takes no more signals: it is logged
        }
        fail(failure);
      }
      return null;
    }

    private static boolean isCancellation(Throwable failure) {
      return failure instanceof Cancelled || failure instanceof CancellationException;
    }

    private void publish() {
      requests.open();
      try {
        publish(generator.iterator());
      } finally {
        requests.shut();
        requests.close();
      }
    }

    private void publish(Iterator<T> elements) {
      awaitRequest();
      while (elements.hasNext()) {
        // hasNext() is called even when nothing is requested, because it may find the end.
        awaitRequest();
        T element =
            Objects.requireNonNull(elements.next(), "a publisher's elements must not be null");
        if (cancelled) {
          return;
        }
        if (requested != Long.MAX_VALUE) {
          requested--;
        }
        subscriber.onNext(element);
        if (cancelled) {
          return;
        }
      }
      if (!cancelled) {
        cancelled = true;
        subscriber.onComplete();
      }
    }

    private void awaitRequest() {
      if (requested == 0) {
        add(requests.take());
      }
      for (Long more = requests.poll(); more != null; more = requests.poll()) {
        add(more);
      }
    }

    private void add(long count) {
      if (count <= 0) {
        throw new IllegalArgumentException("a request must be for at least 1, got " + count);
      }
      long sum = requested + count;
      requested = sum < 0 ? Long.MAX_VALUE : sum;
    }

    private void fail(Throwable failure) {
      if (!cancelled) {
        cancelled = true;
        subscriber.onError(failure);
      }
    }
  }
}
