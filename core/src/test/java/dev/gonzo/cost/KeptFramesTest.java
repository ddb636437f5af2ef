package dev.gonzo.cost;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The frames that a waiting task keeps on its stack: each is saved and restored at each wait, and a
 * million tasks keep them all. Those of the switch over the traps are not among them.
 */
@Tag("realTime")
@Tag("scheduler") // the baton keeps a whole thread for each task
class KeptFramesTest {
  /** From the trap to the suspension, without the frames of the JDK. */
  private static final List<String> EVERY_WAIT =
      List.of(
          "SchedulerCarrier.suspend",
          "Coroutine.suspend",
          "CoroutineDriver.suspend",
          "LoopTask.suspend",
          "LoopTask.answer",
          "Coroutine.trap");

  private static void assertKeeps(AsyncRunnable<?> waits) throws Exception {
    Task<?> task = spawn(waits::run);
    while (task.state() != TaskState.SUSPENDED) {
      yieldNow();
    }
    var kept =
        Arrays.stream(task.stack())
            .dropWhile(frame -> !frame.getClassName().startsWith("dev.gonzo."))
            .map(frame -> simple(frame.getClassName()) + "." + frame.getMethodName())
            .limit(EVERY_WAIT.size())
            .toList();
    assertThat(kept).isEqualTo(EVERY_WAIT);
    task.cancel();
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_waiting_task_keeps_no_frame_of_the_switch_over_the_traps(String kernel) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    run(
        Kernels.of(kernel),
        () -> {
          assertKeeps(() -> sleep(Duration.ofHours(1)));
          Task<?> sleeper = spawn(() -> sleep(Duration.ofHours(1)));
          assertKeeps(sleeper::join);
          sleeper.cancel();
          try (var listener = Tcp.listen("127.0.0.1", 0)) {
            assertKeeps(listener::accept);
            try (Socket client = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
                Socket server = listener.accept()) {
              assertKeeps(() -> server.read(new byte[10]));
              assertKeeps(() -> client.writeAll(new byte[100_000_000]));
            }
          }
        });
  }
}
