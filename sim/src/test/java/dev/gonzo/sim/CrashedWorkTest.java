package dev.gonzo.sim;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.OnCancel;
import dev.gonzo.Task;
import dev.gonzo.ThreadLimit;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Work in threads whose host crashes, and the places that it had. */
class CrashedWorkTest {
  private static Object blocks(ThreadLimit limit, OnCancel onCancel) throws Exception {
    return runInThread(
        limit,
        () -> {
          new CountDownLatch(1).await();
          return "never";
        },
        onCancel);
  }

  @Test
  void the_places_of_a_crashed_hosts_work_are_free_for_another_host() {
    for (long seed = 0; seed < 20; seed++) {
      var limit = ThreadLimit.of("of both hosts", 1);
      var simulation = Simulation.ofSeed(seed);
      Host crashes =
          simulation.host(
              "crashes",
              () -> {
                Task<?> abandoned = spawn(() -> blocks(limit, OnCancel.ABANDON));
                sleep(ofSeconds(1));
                abandoned.cancel();
                var _ = spawn(() -> blocks(limit, OnCancel.WAIT));
                var _ = spawn(() -> blocks(limit, OnCancel.WAIT));
                sleep(ofSeconds(1));
                assertThat(limit.abandoned()).isEqualTo(1);
                assertThat(limit.taken()).isEqualTo(1);
                assertThat(limit.waiting()).isEqualTo(1);
                sleep(ofSeconds(60));
              });
      Ending<String> ending =
          simulation.run(() -> {
            sleep(ofSeconds(10));
            Task<String> waits = spawn(() -> runInThread(limit, () -> "done"));
            sleep(ofSeconds(10));
            crashes.crash();
            return waits.join();
          });
      assertThat(ending.<RuntimeException>valueOrThrow()).as("seed %d", seed).isEqualTo("done");
      assertThat(limit.abandoned()).isZero();
      assertThat(limit.taken()).isZero();
      assertThat(limit.waiting()).isZero();
    }
  }
}
