// Reactor in tasks: a Flux is iterated, a Mono is awaited, and a generator becomes a Flux. They are
// connected by the JDK's Flow.
//   mvn dependency:copy -Dartifact=io.projectreactor:reactor-core:3.7.6 -DoutputDirectory=lib
//   mvn dependency:copy -Dartifact=org.reactivestreams:reactive-streams:1.0.4 -DoutputDirectory=lib
//   GONZO_CLASSPATH='lib/*' ./gonzo run examples/libraries/WithReactor.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.flow.Flows;
import dev.gonzo.generator.Generator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

final Semaphore ticks = new Semaphore(0);

void main() throws Exception {
  try {
    run(() -> {
      spawnDaemon("ticker", this::tick);

      // A Mono: one value, awaited.
      IO.println("a mono: " + await(afterTicks(1).toFuture()));

      // A Flux: iterated, which requests its elements as needed.
      var flux = Flux.range(1, 4).concatMap(this::afterTicks).map(n -> n * n);
      int sum = 0;
      try (var squares = Flows.generator(JdkFlowAdapter.publisherToFlowPublisher(flux), 2)) {
        for (int square : squares) sum += square;
      }
      IO.println("a flux: " + sum);

      // A Flux that is left early, or by a cancellation, is cancelled.
      var cancelled = new AtomicBoolean();
      var endless = Flux.range(1, 1_000_000).doOnCancel(() -> cancelled.set(true));
      try (var some = Flows.generator(JdkFlowAdapter.publisherToFlowPublisher(endless), 2)) {
        for (int n : some) if (n == 3) break;
      }
      IO.println("left early: cancelled " + cancelled.get());

      // The other direction: a generator of a task becomes a Flux for other code.
      try (EntryPoint door = EntryPoint.open()) {
        var words =
            Generator.<String>of(out -> {
              for (String word : new String[] {"one", "two", "three"}) {
                sleep(ofMillis(1));
                out.yield(word);
              }
            });
        var publisher = Flows.publisher(words, door);
        var lengths = JdkFlowAdapter.flowPublisherToFlux(publisher).map(String::length);
        IO.println("a generator: " + await(lengths.collectList().toFuture()));
      }
    });
  } finally {
    Schedulers.shutdownNow();
  }
}

void tick() {
  for (var _ : every(ofMillis(1))) ticks.release();
}

/** A value that a thread of Reactor delivers after five ticks. */
Mono<Integer> afterTicks(int value) {
  return Mono.fromCallable(
          () -> {
            if (!ticks.tryAcquire(5, 30, TimeUnit.SECONDS)) throw new AssertionError("no ticks");
            return value;
          })
      .subscribeOn(Schedulers.boundedElastic());
}
