package dev.gonzo.cli.replay;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.event.Event;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a recording that is replayed, of which only the latest are kept. */
@Tag("realTime")
class RecordedTest {
  /** Of more events than are kept. */
  private static final int YIELDS = 1_500;

  @TempDir static Path directory;
  private static Recording.Stream kernel;

  @BeforeAll
  static void record() throws Exception {
    Path path = directory.resolve("long.recording");
    try (var _ = Recorder.start(path, RecorderOptions.DEFAULTS)) {
      run(
          Kernels.of("nio"),
          () -> {
            var queue = Queue.<Integer>bounded(1);
            var waiter = spawn("waiter", queue::get);
            for (int i = 0; i < YIELDS; i++) {
              yieldNow();
            }
            queue.put(1);
            waiter.join();
          });
    }
    kernel = Recording.open(path).streams().getFirst();
  }

  private static long waiterTask(Recorded recorded) {
    long at = recorded.nextAfter(0, RecordedTest::isWaiterCreated).orElseThrow();
    return ((Event.Created) recorded.event(at)).task();
  }

  private static boolean isWaiterCreated(Event event) {
    return event instanceof Event.Created created && created.name().equals("waiter");
  }

  @Test
  void the_end_of_a_long_wait_is_shown_with_its_trap() {
    var recorded = new Recorded(kernel, false);
    long task = waiterTask(recorded);
    long answered =
        recorded
            .lastBefore(
                Long.MAX_VALUE, event -> event instanceof Event.Answered && event.task() == task)
            .orElseThrow();
    long trapped =
        recorded
            .lastBefore(answered, event -> event instanceof Event.Trapped && event.task() == task)
            .orElseThrow();
    assertTrue(answered - trapped > YIELDS, trapped + " to " + answered);
    for (long from : new long[] {1, recorded.size()}) {
      var _ = recorded.event(from);
      String text = recorded.text(answered, false);
      String kind = recorded.trapKind(recorded.event(trapped));
      assertTrue(text.startsWith("waiter#" + task + "  " + kind + " "), text);
    }
  }

  @Test
  void the_last_event_before_a_number_may_not_have_been_read_yet() {
    var all = new Recorded(kernel, false);
    long last = all.size();
    while (!(all.event(last) instanceof Event.Trapped)) {
      last--;
    }
    var recorded = new Recorded(kernel, false);
    var _ = recorded.event(1);
    assertEquals(
        OptionalLong.of(last), recorded.lastBefore(last + 1, Event.Trapped.class::isInstance));
    assertEquals(OptionalLong.of(1), recorded.lastBefore(2, Event.Created.class::isInstance));
    assertEquals(OptionalLong.empty(), recorded.lastBefore(1, _ -> true));
  }
}
