package dev.gonzo.sync;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Moment;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  @Test
  void a_second_kernel_whose_clock_starts_again_waits_no_longer_than_a_token_takes() {
    RateLimiter limiter = RateLimiter.of(1, ofSeconds(1));
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          sleep(ofHours(1));
          limiter.acquire();
        });
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          limiter.acquire();
          assertThat(Moment.now().sinceOrigin()).isLessThanOrEqualTo(ofSeconds(1));
        });
  }
}
