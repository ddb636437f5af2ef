package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.kernel.Kernels;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run ends, and the watchdog goes on, although there was no memory left when they needed some.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class HeapIsFullTest {
  private static final String SMALL_HEAP = "-Xmx12m";

  @ParameterizedTest
  @CsvSource({
    "epoll, scheduler",
    "epoll, baton",
    "uring, scheduler",
    "nio, scheduler",
    "nio, baton"
  })
  void a_run_ends_although_the_heap_was_full_as_a_task_ended(String kernel, String carrier)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var ended =
        ChildJvm.run(
            HeapIsFull.WhenATaskEnds.class,
            SMALL_HEAP,
            "-Dgonzo.kernel=" + kernel,
            "-Dgonzo.carrier=" + carrier);
    assertThat(ended.out()).as(ended.err()).isEqualTo("ended\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void so_it_does_where_the_JDK_has_only_one_carrier_thread(String kernel) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var ended =
        ChildJvm.run(
            HeapIsFull.WhenATaskEnds.class,
            SMALL_HEAP,
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1",
            "-Dgonzo.kernel=" + kernel,
            "-Dgonzo.carrier=baton");
    assertThat(ended.out()).as(ended.err()).isEqualTo("ended\n");
  }

  @Test
  void the_watchdog_survives_a_look_for_which_there_was_no_memory() throws Exception {
    var ended = ChildJvm.run(HeapIsFull.WhenTheWatchdogLooks.class, SMALL_HEAP);
    assertThat(ended.out()).as(ended.err()).isEqualTo("reported\n");
  }
}
