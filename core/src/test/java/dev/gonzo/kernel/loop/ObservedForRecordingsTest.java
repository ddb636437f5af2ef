package dev.gonzo.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.services.JvmServices;
import java.time.Duration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel is observed only while a recording wants events about its tasks. */
@Tag("realTime")
class ObservedForRecordingsTest {
  private static Recording recording(boolean ofGonzo) {
    var recording = new Recording();
    for (String event :
        new String[] {
          "TaskStart", "TaskEnd", "TaskTurn", "Trap", "Wait", "Cancellation", "ForeignBlock"
        }) {
      if (ofGonzo && event.equals("Trap")) {
        recording.enable("dev.gonzo." + event);
      } else {
        recording.disable("dev.gonzo." + event);
      }
    }
    recording.start();
    return recording;
  }

  @Test
  void a_kernel_is_observed_only_while_a_recording_wants_its_events() {
    try (var kernel = new LoopKernel(Clock.system(), new NoDevices(), JvmServices::new)) {
      var main =
          kernel.start(() -> {
            Gonzo.sleep(Duration.ofMillis(1));
            return "slept";
          });
      kernel.step(1);
      assertThat(kernel.isObserved()).as("without a recording").isFalse();
      try (var of = recording(false)) {
        assertThat(kernel.isObserved()).as("with a recording of other events").isFalse();
        try (var wanting = recording(true)) {
          assertThat(kernel.isObserved()).as("with a recording that wants traps").isTrue();
          try (var another = recording(true)) {
            another.stop();
            assertThat(kernel.isObserved()).as("when one of two has stopped").isTrue();
          }
          wanting.stop();
        }
        assertThat(kernel.isObserved()).as("when both have stopped").isFalse();
        of.stop();
      }
      while (!kernel.isDone()) {
        kernel.step(1);
        kernel.poll(kernel.waitNanos());
      }
      assertThat(main.outcome()).isPresent();
    }
  }
}
