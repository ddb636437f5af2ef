package dev.gonzo.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each step of a scenario fails once, and everything independent of it continues. Tries every
 * fiftieth allocation and every hundredth method entry, from one chosen at random, or all of them
 * in the long tests and with {@code -Dgonzo.torture.all=true}; the first step can be given, to
 * repeat a failure: {@code -Dgonzo.torture.from=17}.
 */
@Tag("realTime")
class TortureTest {
  private static final int STEP = 50;
  // Each run takes longer, because the stack is walked at each entry.
  private static final int STEP_OF_ENTRIES = 400;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll", "uring", "nio", "guest"})
  void the_kernel_and_other_tasks_survive_each_allocation_that_fails(String kernel)
      throws Exception {
    torture(kernel, Faults.Kind.ALLOCATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll", "uring", "nio"})
  void the_kernel_and_other_tasks_survive_each_thread_that_cannot_be_started(String kernel)
      throws Exception {
    torture(kernel, Faults.Kind.THREAD_START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_system_call_that_is_refused_fails_its_operation_only(String kernel) throws Exception {
    torture(kernel, Faults.Kind.SYSTEM_CALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_system_call_that_is_interrupted_by_a_signal_is_made_again(String kernel) throws Exception {
    torture(kernel, Faults.Kind.INTERRUPTED_CALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll"})
  @Tag("scheduler")
  void the_kernel_and_other_tasks_survive_a_stack_that_overflows_in_an_operation(String kernel)
      throws Exception {
    torture(kernel, Faults.Kind.ENTRY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll"})
  @Tag("long")
  @Timeout(14400)
  @Tag("scheduler")
  void they_survive_it_at_each_method_entry(String kernel) throws Exception {
    torture(kernel, Faults.Kind.ENTRY, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll", "uring", "nio", "guest"})
  @Tag("long")
  @Timeout(14400)
  void they_survive_each_allocation_that_fails(String kernel) throws Exception {
    torture(kernel, Faults.Kind.ALLOCATION, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll", "nio"})
  void they_survive_it_on_the_baton(String kernel) throws Exception {
    torture("baton", kernel, Faults.Kind.ALLOCATION, firstPoint(STEP), STEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epoll", "uring", "nio", "guest"})
  @Tag("long")
  @Timeout(14400)
  void they_survive_each_allocation_that_fails_on_the_baton(String kernel) throws Exception {
    torture("baton", kernel, Faults.Kind.ALLOCATION, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  @Tag("long")
  @Timeout(14400)
  void a_refused_system_call_fails_its_operation_only_on_the_baton(String kernel) throws Exception {
    torture("baton", kernel, Faults.Kind.SYSTEM_CALL, 1, 1);
  }

  private void torture(String kernel, Faults.Kind kind) throws Exception {
    // There are few threads to start, and few system calls.
    boolean few = kind != Faults.Kind.ALLOCATION && kind != Faults.Kind.ENTRY;
    if (few || Boolean.getBoolean("gonzo.torture.all")) {
      torture(kernel, kind, 1, 1);
    } else {
      int step = kind == Faults.Kind.ENTRY ? STEP_OF_ENTRIES : STEP;
      torture(kernel, kind, firstPoint(step), step);
    }
  }

  private static long firstPoint(int step) {
    long any = ThreadLocalRandom.current().nextLong(step) + 1;
    return Long.getLong("gonzo.torture.from", any);
  }

  private void torture(String kernel, Faults.Kind kind, long from, int step) throws Exception {
    torture(Kernels.carrier(), kernel, kind, from, step);
  }

  private void torture(String carrier, String kernel, Faults.Kind kind, long from, int step)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty());
    String scenarios =
        Stream.of(TriedScenario.Named.values())
            .filter(scenario -> scenario.needsDevices() != kernel.equals("none"))
            .map(Enum::name)
            .collect(Collectors.joining(","));
    var ended =
        ChildJvm.run(
            TortureProgram.class,
            "-javaagent:" + FaultAgent.jar(directory),
            "-Dgonzo.carrier=" + carrier,
            "-Dgonzo.torture.kernel=" + kernel,
            "-Dgonzo.torture.kind=" + kind,
            "-Dgonzo.torture.from=" + from,
            "-Dgonzo.torture.step=" + step,
            "-Dgonzo.torture.scenarios=" + scenarios);
    System.out.print("begun with point " + from + ":\n" + ended.out());
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
  }
}
