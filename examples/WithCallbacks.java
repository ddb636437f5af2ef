// Libraries with callbacks, used in tasks: one callback for each request, like Kafka's producer, or
// a stream of callbacks, like gRPC's observers. The callbacks come from other threads.
//   ./gonzo run examples/WithCallbacks.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.queue.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

// ------------------------------------------------- what such libraries look like

/** Like Kafka's callback: exactly one of the two arguments is not null. */
interface Sent {
  void done(Long offset, Exception failure);
}

/** Like gRPC's StreamObserver. */
interface Observer {
  void onNext(String value);

  void onError(Throwable failure);

  void onCompleted();
}

/** A slow client with its own thread; the program's ticks set its pace. */
static final class Client implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Semaphore ticks;
  private long offset;

  Client(Semaphore ticks) {
    this.ticks = ticks;
  }

  Future<?> send(String record, Sent callback) {
    return thread.submit(() -> {
      awaitTicks(5);
      if (record.isEmpty()) callback.done(null, new IOException("an empty record"));
      else callback.done(++offset, null);
    });
  }

  Future<?> watch(int values, Observer observer) {
    return thread.submit(() -> {
      for (int i = 1; i <= values; i++) {
        awaitTicks(2);
        observer.onNext("value " + i);
      }
      observer.onCompleted();
    });
  }

  private void awaitTicks(int number) {
    try {
      if (!ticks.tryAcquire(number, 30, TimeUnit.SECONDS)) throw new AssertionError("no ticks");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

// ------------------------------------------------- and how tasks use them

final Semaphore ticks = new Semaphore(0);

void main() throws Exception {
  try (var client = new Client(ticks)) {
    run(() -> {
      spawnDaemon("ticker", this::tick);
      IO.println("sent at " + send(client, "first"));
      IO.println("sent at " + send(client, "second"));
      try {
        send(client, "");
      } catch (IOException refused) {
        IO.println("refused: " + refused.getMessage());
      }
      try (var values = new Values()) {
        values.call = client.watch(3, values);
        for (String value : values.queue) IO.println(value);
        values.throwFailure();
      }
      ticks.drainPermits();
      boolean inTime = ignoreAfter(ofMillis(1), () -> send(client, "too late")).isPresent();
      IO.println("in time " + inTime + ", and then sent at " + send(client, "third"));
    });
  }
}

void tick() {
  for (var _ : every(ofMillis(1))) ticks.release();
}

/** One callback: the task waits for it. A cancellation of the task cancels the request. */
long send(Client client, String record) throws IOException {
  return suspendUntil((Resumer<Long> resumer) -> {
    Future<?> request =
        client.send(
            record,
            (offset, failure) -> {
              if (failure == null) resumer.resume(offset);
              else resumer.fail(failure);
            });
    resumer.whenCancelled(() -> request.cancel(true));
  });
}

/**
 * Many callbacks: a universal queue with a limited capacity, which blocks the library's thread when
 * it is full.
 */
static final class Values implements Observer, AutoCloseable {
  final Queue<String> queue = Queue.universal(1);
  private volatile Throwable failure;
  Future<?> call;

  @Override
  public void onNext(String value) {
    queue.put(value);
  }

  @Override
  public void onError(Throwable cause) {
    failure = cause;
    queue.close();
  }

  @Override
  public void onCompleted() {
    queue.close();
  }

  /** Called after the last value: throws if a failure ended the stream. */
  void throwFailure() throws IOException {
    if (failure != null) throw new IOException("the values broke off", failure);
  }

  /** Stops the stream, however the loop was left. */
  @Override
  public void close() {
    call.cancel(true);
    queue.discard();
  }
}
