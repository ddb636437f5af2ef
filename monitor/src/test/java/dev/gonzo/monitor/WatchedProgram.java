package dev.gonzo.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;

import dev.gonzo.Task;
import dev.gonzo.sync.Lock;
import java.util.concurrent.CountDownLatch;

/** A program in this JVM: some tasks on a thread of their own, until it is closed. */
final class WatchedProgram implements AutoCloseable {
  private final CountDownLatch ends = new CountDownLatch(1);
  private final Thread thread;
  volatile String tree = "";

  WatchedProgram(int sleepers) throws InterruptedException {
    var ready = new CountDownLatch(1);
    thread =
        Thread.ofPlatform()
            .name("watched")
            .start(() -> {
              try {
                run(() -> program(sleepers, ready));
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    ready.await();
  }

  private void program(int sleepers, CountDownLatch ready) throws InterruptedException {
    var lock = Lock.of("account");
    Task<?> holder =
        spawnDaemon(
            "holder",
            () -> {
              try (var _ = lock.acquire()) {
                sleep(ofHours(1));
              }
            });
    spawnDaemon("waiter", lock::acquire);
    spawnDaemon("joiner", holder::join);
    spawnDaemon(TargetProgram.HOSTILE, () -> sleep(ofHours(1)));
    for (int i = 0; i < sleepers; i++) {
      spawnDaemon("sleeper-" + i, () -> sleep(ofHours(1)));
    }
    yieldNow();
    tree = Task.tree();
    runInThread(() -> {
      ready.countDown();
      ends.await();
    });
  }

  @Override
  public void close() throws InterruptedException {
    ends.countDown();
    thread.join();
  }
}
