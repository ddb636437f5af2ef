package dev.gonzo.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.YieldTurn;
import org.junit.jupiter.api.Test;

/** The JDK lends a driver's monitors to the coroutine, and so a driver must hold none. */
class HeldMonitorTest {
  /** Drives, raises and closes below a synchronized block, then outside. */
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
}
