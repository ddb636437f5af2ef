package dev.gonzo.cli.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import dev.gonzo.Task;
import dev.gonzo.monitor.Monitor;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program in this JVM with an open socket, until it is closed. */
public final class WatchedProgram implements AutoCloseable {
  static final String HOSTILE =
      "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
          + "\n\u001b[2J\u202e\u0000";

  private final CountDownLatch ends = new CountDownLatch(1);
  private final Thread thread;
  private final Monitor monitor;

  public WatchedProgram(Path socket, int sleepers) throws IOException, InterruptedException {
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
    monitor = Monitor.open(socket);
  }

  private void program(int sleepers, CountDownLatch ready) throws InterruptedException {
    var lock = Lock.of("account " + HOSTILE);
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
    spawnDaemon(HOSTILE, () -> sleep(ofHours(1)));
    spawnDaemon(
        "ticker",
        () -> {
          while (true) {
            sleep(ofMillis(20));
          }
        });
    for (int i = 0; i < sleepers; i++) {
      spawnDaemon("sleeper-" + i, () -> sleep(ofHours(1)));
    }
    yieldNow();
    ready.countDown();
    runInThread(() -> ends.await());
  }

  @Override
  public void close() throws InterruptedException {
    monitor.close();
    ends.countDown();
    thread.join();
  }
}
