// Libraries that answer by callbacks, inside tasks: one callback a request, as Kafka's producer has
// it, and a stream of them, as gRPC's observers are. Each calls from a thread of its own.
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

/** As Kafka's: exactly one of the two is given. */
interface Sent {
  void done(Long offset, Exception failure);
}

/** As gRPC's StreamObserver. */
interface Observer {
  void onNext(String value);

  void onError(Throwable failure);

  void onCompleted();
}

/** A client that works in a thread of its own, and is slow: it goes by the program's ticks. */
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

/** One callback: the task waits for it. A cancellation cancels the request. */
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

/** Many callbacks: a universal queue, whose bound holds up the library's thread. */
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

  /** After the last value: whether it was the last because something failed. */
  void throwFailure() throws IOException {
    if (failure != null) throw new IOException("the values broke off", failure);
  }

  /** However the loop was left: nothing is going on any more. */
  @Override
  public void close() {
    call.cancel(true);
    queue.discard();
  }
}
