// RxJava 3 in tasks: a Flowable is iterated, a Single is awaited, and a generator becomes a
// Flowable.
// They are connected by the JDK's Flow and the adapters of reactive-streams.
//   mvn dependency:copy -Dartifact=io.reactivex.rxjava3:rxjava:3.1.10 -DoutputDirectory=lib
//   mvn dependency:copy -Dartifact=org.reactivestreams:reactive-streams:1.0.4 -DoutputDirectory=lib
//   GONZO_CLASSPATH='lib/*' ./gonzo run examples/libraries/WithRxJava.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.flow.Flows;
import dev.gonzo.generator.Generator;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.FlowAdapters;

final Semaphore ticks = new Semaphore(0);

void main() throws Exception {
  run(() -> {
    spawnDaemon("ticker", this::tick);

    // A Single: one value, awaited.
    IO.println("a single: " + await(afterTicks(1).toCompletionStage()));

    // A Flowable: iterated, which requests its elements as needed. (An Observable: toFlowable(...)
    // first.)
    var flowable = Flowable.range(1, 4).concatMapSingle(this::afterTicks).map(n -> n * n);
    int sum = 0;
    try (var squares = Flows.generator(FlowAdapters.toFlowPublisher(flowable), 2)) {
      for (int square : squares) sum += square;
    }
    IO.println("a flowable: " + sum);

    // A Flowable that is left early, or by a cancellation, is cancelled.
    var cancelled = new AtomicBoolean();
    var endless = Flowable.range(1, 1_000_000).doOnCancel(() -> cancelled.set(true));
    try (var some = Flows.generator(FlowAdapters.toFlowPublisher(endless), 2)) {
      for (int n : some) if (n == 3) break;
    }
    IO.println("left early: cancelled " + cancelled.get());

    // The other direction: a generator of a task becomes a Flowable for other code.
    try (EntryPoint door = EntryPoint.open()) {
      var words =
          Generator.<String>of(out -> {
            for (String word : new String[] {"one", "two", "three"}) {
              sleep(ofMillis(1));
              out.yield(word);
            }
          });
      var lengths =
          Flowable.fromPublisher(FlowAdapters.toPublisher(Flows.publisher(words, door)))
              .map(String::length);
      IO.println("a generator: " + await(lengths.toList().toCompletionStage()));
    }
  });
}

void tick() {
  for (var _ : every(ofMillis(1))) ticks.release();
}

/** A value that a thread of RxJava delivers after five ticks. */
Single<Integer> afterTicks(int value) {
  return Single.fromCallable(
          () -> {
            if (!ticks.tryAcquire(5, 30, TimeUnit.SECONDS)) throw new AssertionError("no ticks");
            return value;
          })
      .subscribeOn(Schedulers.io());
}
