package dev.gonzo.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.Coroutine;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A driver must hold no monitor, because the JDK would treat it as held by the coroutine. */
@Tag("realTime")
class HeldMonitorTest {
  /** Drives, raises and closes inside a synchronized block, then outside. */
  static final class Driving {
    public static void main(String[] arguments) {
      var body =
          Coroutine.of(() -> {
            Coroutine.trap(new YieldTurn());
            return "done";
          });
      synchronized (body) {
        for (Runnable step :
            new Runnable[] {
              () -> body.send(null),
              () -> body.trySend(null),
              () -> body.raise(new Exception()),
              body::close
            }) {
          try {
            step.run();
            System.out.println("not refused");
          } catch (IllegalStateException refused) {
            System.out.println(refused.getMessage().replaceFirst("@\\p{XDigit}+", ""));
          }
        }
      }
      body.send(null);
      System.out.println(body.send(null));
    }
  }

  @Test
  void under_debug_it_is_refused() throws Exception {
    var ended = ChildJvm.run(Driving.class, "-Dgonzo.debug=true");
    assertThat(ended.err()).isEmpty();
    var refused =
        "a coroutine is driven by a thread that holds the monitor of dev.gonzo.Coroutine:"
            + " leave the synchronized block first";
    assertThat(ended.out().lines())
        .containsExactly(refused, refused, refused, refused, "Returned[value=done]");
  }

  /** Steps a foreign thread kernel inside a synchronized block, then outside. */
  static final class Stepping {
    public static void main(String[] arguments) {
      var kernel = new LoopKernel(Clock.system(), new NoDevices(), JvmServices::new);
      var task = kernel.start(() -> "done");
      synchronized (kernel) {
        try {
          kernel.step(1);
          System.out.println("not refused");
        } catch (IllegalStateException refused) {
          System.out.println(refused.getMessage().replaceFirst("@\\p{XDigit}+", ""));
        }
      }
      while (!kernel.isDone()) {
        kernel.step(1);
      }
      System.out.println(task.outcome().orElseThrow());
      kernel.close();
    }
  }

  @Test
  void under_debug_the_step_of_a_kernel_is_refused_and_loses_no_task() throws Exception {
    var ended = ChildJvm.run(Stepping.class, "-Dgonzo.debug=true");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines())
        .containsExactly(
            "a coroutine is driven by a thread that holds the monitor of"
                + " dev.gonzo.kernel.loop.LoopKernel: leave the synchronized block first",
            "Success[value=done]");
  }
}
