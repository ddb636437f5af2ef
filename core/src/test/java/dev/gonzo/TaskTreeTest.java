package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.sync.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tree of a kernel's tasks. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskTreeTest {
  private static void inVirtualTime(AsyncRunnable<Exception> main) throws Exception {
    run(Kernels.open("none", new VirtualClock()), main);
  }

  private static void takesTurns(Lock lock) {
    try (var _ = lock.acquire()) {
      sleep(ofSeconds(10));
    }
  }

  @Test
  void each_task_stands_under_its_parent_and_tells_what_it_waits_for_and_where() throws Exception {
    inVirtualTime(() -> {
      var lock = Lock.of("account");
      spawn(
          "first",
          () -> {
            spawn("second", () -> takesTurns(lock));
            takesTurns(lock);
          });
      spawnDaemon("ticker", () -> sleep(ofSeconds(100)));
      sleep(ofSeconds(1));
      assertThat(Task.tree().lines().map(line -> line.replaceAll(":\\d+\\)", ")")))
          .satisfiesExactly(
              main -> assertThat(main).startsWith("main running, dev.gonzo.TaskTreeTest"),
              first ->
                  assertThat(first)
                      .isEqualTo(
                          "├─ first suspended at SleepUntil, dev.gonzo.TaskTreeTest.takesTurns"
                              + "(TaskTreeTest.java)"),
              second ->
                  assertThat(second)
                      .isEqualTo(
                          "│  └─ second suspended at WaitOn: Lock account[held by first, 1 wait],"
                              + " dev.gonzo.TaskTreeTest.takesTurns(TaskTreeTest.java)"),
              ticker ->
                  assertThat(ticker).startsWith("└─ ticker (daemon) suspended at SleepUntil, "));
    });
  }

  @Test
  void a_chain_may_be_longer_than_the_stack() throws Exception {
    inVirtualTime(() -> {
      chain(20_000);
      sleep(ofSeconds(1));
      assertThat(Task.tree().lines()).hasSize(20_002);
    });
  }

  private static void chain(int links) {
    spawn(() -> {
      if (links > 0) {
        chain(links - 1);
      }
      sleep(ofSeconds(10));
    });
  }
}
