// CompletableFutures in both directions: a task awaits one, and other code gets one for a task. A
// ticker on the same kernel keeps running meanwhile: nothing completes before it has ticked.
//   ./gonzo run examples/WithCompletableFuture.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final CountDownLatch ticks = new CountDownLatch(5);

void main() throws Exception {
  run(() -> {
    spawnDaemon("ticker", this::tick);

    // A library returns futures: await them.
    var price = CompletableFuture.supplyAsync(() -> afterTicks(40));
    var pieces = CompletableFuture.supplyAsync(() -> afterTicks(3));
    int sum = await(price.thenCombine(pieces, (each, number) -> each * number));
    IO.println("a stage: " + sum + ", after " + (5 - ticks.getCount()) + " ticks");

    // A library expects a future: submit a task.
    try (EntryPoint door = EntryPoint.open()) {
      CompletableFuture<String> answer =
          door.submit(() -> {
            sleep(ofMillis(1));
            return "from a task";
          });
      IO.println("a task: " + await(answer.thenApply(String::toUpperCase)));
    }

    // A cancellation of the task cancels the future.
    var never = new CompletableFuture<String>();
    boolean inTime = ignoreAfter(ofMillis(10), () -> await(never)).isPresent();
    IO.println(
        "a deadline: in time " + inTime + ", the future is cancelled " + never.isCancelled());
  });
}

void tick() {
  for (var _ : every(ofMillis(1))) ticks.countDown();
}

/** Runs in a thread of the common pool. */
int afterTicks(int value) {
  try {
    if (!ticks.await(30, TimeUnit.SECONDS)) throw new AssertionError("the ticker does not run");
    return value;
  } catch (InterruptedException e) {
    throw new IllegalStateException(e);
  }
}
